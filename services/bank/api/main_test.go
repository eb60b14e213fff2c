package api_test

import (
	"testing"
	"time"

	"example.com/simplebank/services/bank/banktest"
)

// The types below are the contract, written down once more: what a client may
// rely on, apart from the types that the server answers with.

type user struct {
	Username          string    `json:"username"`
	FullName          string    `json:"full_name"`
	Email             string    `json:"email"`
	PasswordChangedAt time.Time `json:"password_changed_at"`
	CreatedAt         time.Time `json:"created_at"`
}

type login struct {
	SessionID             string    `json:"session_id"`
	AccessToken           string    `json:"access_token"`
	AccessTokenExpiresAt  time.Time `json:"access_token_expires_at"`
	RefreshToken          string    `json:"refresh_token"`
	RefreshTokenExpiresAt time.Time `json:"refresh_token_expires_at"`
	User                  user      `json:"user"`
}

type account struct {
	ID        int64     `json:"id"`
	Owner     string    `json:"owner"`
	Balance   int64     `json:"balance"`
	Available int64     `json:"available"`
	Currency  string    `json:"currency"`
	CreatedAt time.Time `json:"created_at"`
}

// holding returns the account with a balance of which nothing is reserved.
func (a account) holding(balance int64) account {
	a.Balance, a.Available = balance, balance
	return a
}

type transfer struct {
	ID                 int64     `json:"id"`
	FromAccountID      int64     `json:"from_account_id"`
	ToAccountID        int64     `json:"to_account_id"`
	Amount             int64     `json:"amount"`
	Status             string    `json:"status"`
	ReversesTransferID int64     `json:"reverses_transfer_id"` // 0 if it is not there, as all below
	PostsTransferID    int64     `json:"posts_transfer_id"`
	ExpiresAt          time.Time `json:"expires_at"`
	PostedAmount       int64     `json:"posted_amount"`
	PostedTransferID   int64     `json:"posted_transfer_id"`
	EndedAt            time.Time `json:"ended_at"`
	Reference          string    `json:"reference"`
	Metadata           any       `json:"metadata"`
	CreatedAt          time.Time `json:"created_at"`
}

type entry struct {
	ID        int64     `json:"id"`
	AccountID int64     `json:"account_id"`
	Amount    int64     `json:"amount"`
	CreatedAt time.Time `json:"created_at"`
}

type posting struct {
	Transfer    transfer `json:"transfer"`
	FromAccount account  `json:"from_account"`
	ToAccount   account  `json:"to_account"`
	FromEntry   entry    `json:"from_entry"`
	ToEntry     entry    `json:"to_entry"`
}

// hold is the answer about a pending transfer.
type hold struct {
	Transfer    transfer `json:"transfer"`
	FromAccount account  `json:"from_account"`
	ToAccount   account  `json:"to_account"`
}

// object is a JSON object to send.
type object map[string]any

// with returns the object with one field changed, or taken out if v is nil.
func (o object) with(name string, v any) object {
	changed := object{}
	for n, value := range o {
		changed[n] = value
	}
	if changed[name] = v; v == nil {
		delete(changed, name)
	}
	return changed
}

// isRecent reports whether the time is a time in UTC that was just now.
func isRecent(at time.Time) bool {
	since := time.Since(at)
	return since > -time.Minute && since < time.Minute && at.Location() == time.UTC
}

// logIn logs in the user that alice makes.
func logIn(t *testing.T, c banktest.Client) login {
	t.Helper()
	return banktest.Decode[login](t, c.Post(t, "/users/login", object{"username": alice["username"], "password": alice["password"]}))
}

func openAccount(t *testing.T, c banktest.Client, currency string) account {
	t.Helper()
	return banktest.Decode[account](t, c.Post(t, "/accounts", object{"currency": currency}))
}
