package console_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

// object is a JSON object to send.
type object map[string]any

// mustPost posts and returns the number at the path of names in the answer.
func mustPost(t *testing.T, client banktest.Client, path string, body object, names ...string) int64 {
	t.Helper()
	answer := client.Post(t, path, body)
	var value any
	if err := json.Unmarshal(answer.Body, &value); err != nil || answer.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, answer.Status, answer.Body)
	}
	for _, name := range names {
		value = value.(map[string]any)[name]
	}
	number, _ := value.(float64)
	return int64(number)
}

// newAccount opens an account with money in it.
func newAccount(t *testing.T, server *banktest.Server, client banktest.Client, currency string, balance int64) int64 {
	t.Helper()
	id := mustPost(t, client, "/accounts", object{"currency": currency}, "id")
	if balance > 0 {
		mustPost(t, banker(t, server), fmt.Sprintf("/accounts/%d/deposits", id), object{"amount": balance})
	}
	return id
}

// banker returns a client of a banker.
func banker(t *testing.T, server *banktest.Server) banktest.Client {
	t.Helper()
	client := server.Client()
	login := object{"username": "banker", "password": banktest.Password}
	answer := client.Post(t, "/users/login", login)
	if answer.Status != http.StatusOK {
		client = server.NewUser(t, "banker")
		server.SetRole(t, "banker", identity.Banker)
		return client
	}
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(answer.Body, &tokens); err != nil {
		t.Fatal(err)
	}
	client.Token = tokens.AccessToken
	return client
}

// send sends money over the API.
func send(t *testing.T, client banktest.Client, from, to, amount int64, currency string, more ...string) {
	t.Helper()
	body := object{"from_account_id": from, "to_account_id": to, "amount": amount, "currency": currency}
	for _, reference := range more {
		body["reference"] = reference
	}
	mustPost(t, client, "/transfers", body)
}

// booked returns how many transfers have been booked from the account.
func booked(t *testing.T, server *banktest.Server, from int64) (n int) {
	t.Helper()
	if err := server.DB(t).QueryRow("SELECT count(*) FROM transfers WHERE from_account_id = $1", from).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
