package main

import (
	"context"
	"fmt"
	"net/http"
)

// deposit is what the demo user gets, in minor units: 1,000.00 USD.
const deposit = 100_000

// password is that of both users; the database is gone when the demo ends.
const password = "secret"

// tell makes two users with an account each, one of them with money, and returns what to try.
func tell(ctx context.Context, b *bank) (string, error) {
	if err := b.awaitReady(ctx); err != nil {
		return "", err
	}
	token, from, err := open(ctx, b, "demo")
	if err != nil {
		return "", err
	}
	_, to, err := open(ctx, b, "friend")
	if err != nil {
		return "", err
	}
	// Only a banker brings money in. The role is read anew with each request, so the token stays good.
	if err := b.administer("user", "role", "demo", "banker"); err != nil {
		return "", err
	}
	path := fmt.Sprintf("/accounts/%d/deposits", from)
	if err := b.call(ctx, http.MethodPost, path, token, map[string]any{"amount": deposit}, nil); err != nil {
		return "", err
	}
	return fmt.Sprintf(`
The bank is open at %[1]s, for a browser too.

The user demo (password %[5]s) has %[6]d.00 USD in account %[3]d, the user friend account %[4]d. Try:

curl -s %[1]s/accounts/%[3]d -H 'Authorization: Bearer %[2]s'
curl -s %[1]s/transfers -H 'Authorization: Bearer %[2]s' -H 'Content-Type: application/json' -d '{"from_account_id": %[3]d, "to_account_id": %[4]d, "amount": 2500, "currency": "USD"}'
curl -s '%[1]s/accounts?page_id=1&page_size=5' -H 'Authorization: Bearer %[2]s'

Ctrl-C ends the bank and its database, and leaves nothing behind.
`, b.url, token, from, to, password, deposit/100), nil
}

// open makes a user with an account in USD, and returns a token of the user and the account's id.
func open(ctx context.Context, b *bank, username string) (token string, account int64, err error) {
	user := map[string]string{
		"username": username, "password": password, "full_name": username, "email": username + "@example.com",
	}
	if err := b.call(ctx, http.MethodPost, "/users", "", user, nil); err != nil {
		return "", 0, err
	}
	var login struct {
		AccessToken string `json:"access_token"`
	}
	if err := b.call(ctx, http.MethodPost, "/users/login", "", user, &login); err != nil {
		return "", 0, err
	}
	var opened struct {
		ID int64 `json:"id"`
	}
	err = b.call(ctx, http.MethodPost, "/accounts", login.AccessToken, map[string]string{"currency": "USD"}, &opened)
	return login.AccessToken, opened.ID, err
}
