package modeltest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// The types below are what the bank answers with, written down once more. Times
// are only taken over: no rule of the bank that is known here depends on them.

// User is a user.
type User struct {
	Username          string    `json:"username"`
	FullName          string    `json:"full_name"`
	Email             string    `json:"email"`
	PasswordChangedAt time.Time `json:"password_changed_at"`
	CreatedAt         time.Time `json:"created_at"`
}

// Account is an account; one without owner is the bank's own, for cash.
type Account struct {
	ID        int64     `json:"id"`
	Owner     string    `json:"owner"`
	Balance   int64     `json:"balance"`
	Currency  string    `json:"currency"`
	CreatedAt time.Time `json:"created_at"`
}

// Transfer is a transfer.
type Transfer struct {
	ID                 int64           `json:"id"`
	FromAccountID      int64           `json:"from_account_id"`
	ToAccountID        int64           `json:"to_account_id"`
	Amount             int64           `json:"amount"`
	ReversesTransferID int64           `json:"reverses_transfer_id,omitempty"`
	Reference          string          `json:"reference,omitempty"`
	Metadata           json.RawMessage `json:"metadata,omitempty"`
	CreatedAt          time.Time       `json:"created_at"`
}

// Entry is one side of a transfer.
type Entry struct {
	ID        int64     `json:"id"`
	AccountID int64     `json:"account_id"`
	Amount    int64     `json:"amount"`
	CreatedAt time.Time `json:"created_at"`
}

// Posting is a transfer with all it entails.
type Posting struct {
	Transfer    Transfer `json:"transfer"`
	FromAccount Account  `json:"from_account"`
	ToAccount   Account  `json:"to_account"`
	FromEntry   Entry    `json:"from_entry"`
	ToEntry     Entry    `json:"to_entry"`
}

// Answer is an answer of the bank; the zero one is none.
type Answer struct {
	Status   int
	Code     string // of a refusal
	Replayed bool   // it was given before
	Body     any    // a User, Account, []Account or Posting; nil for a refusal
	Raw      string // the body as it came, where it may be replayed
}

// Read reads the answer to a request of that kind.
func Read(kind Kind, status int, header http.Header, body []byte) (Answer, error) {
	a := Answer{Status: status, Replayed: header.Get("Idempotent-Replayed") == "true"}
	if status != http.StatusOK {
		var refusal struct {
			Code string `json:"code"`
		}
		if err := json.Unmarshal(body, &refusal); err != nil {
			return a, fmt.Errorf("read the refusal %d %q: %w", status, body, err)
		}
		a.Code = refusal.Code
		return a, nil
	}
	var err error
	switch kind {
	case NewUser:
		a.Body, err = decode[User](body)
	case OpenAccount, GetAccount:
		a.Body, err = decode[Account](body)
	case ListAccounts:
		a.Body, err = decode[[]Account](body)
	default:
		a.Body, err = decode[Posting](body)
		a.Raw = string(body)
	}
	if err != nil {
		return a, fmt.Errorf("read the answer %q: %w", body, err)
	}
	return a, nil
}

func decode[T any](body []byte) (T, error) {
	var v T
	err := json.Unmarshal(body, &v)
	return v, err
}

// seen returns the body of an answer, the zero value if it is something else.
func seen[T any](a Answer) T {
	body, _ := a.Body.(T)
	return body
}

func refuse(status int, code string) Answer { return Answer{Status: status, Code: code} }

func ok(body any) Answer { return Answer{Status: http.StatusOK, Body: body} }
