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
	Available int64     `json:"available"`
	Currency  string    `json:"currency"`
	CreatedAt time.Time `json:"created_at"`
}

// Transfer is a transfer.
type Transfer struct {
	ID                 int64           `json:"id"`
	FromAccountID      int64           `json:"from_account_id"`
	ToAccountID        int64           `json:"to_account_id"`
	Amount             int64           `json:"amount"`
	Status             string          `json:"status"`
	ReversesTransferID int64           `json:"reverses_transfer_id,omitempty"`
	PostsTransferID    int64           `json:"posts_transfer_id,omitempty"`
	ExpiresAt          time.Time       `json:"expires_at,omitzero"` // this and the next three: of a pending one
	PostedAmount       int64           `json:"posted_amount,omitempty"`
	PostedTransferID   int64           `json:"posted_transfer_id,omitempty"`
	EndedAt            time.Time       `json:"ended_at,omitzero"`
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

// Hold is what is known of a pending transfer when it begins, or is voided.
type Hold struct {
	Transfer    Transfer `json:"transfer"`
	FromAccount Account  `json:"from_account"`
	ToAccount   Account  `json:"to_account"`
}

// Batch is transfers of which all were made, and the accounts after the last.
type Batch struct {
	Transfers []Transfer `json:"transfers"`
	Accounts  []Account  `json:"accounts"`
}

// Transfers is a page of a list of transfers.
type Transfers struct {
	Transfers  []Transfer `json:"transfers"`
	NextCursor string     `json:"next_cursor"`
}

// Line is an entry in a list.
type Line struct {
	ID             int64     `json:"id"`
	AccountID      int64     `json:"account_id"`
	TransferID     int64     `json:"transfer_id"`
	CounterpartyID int64     `json:"counterparty_account_id"`
	Amount         int64     `json:"amount"`
	Balance        int64     `json:"balance"` // after the entry
	Reference      string    `json:"reference"`
	CreatedAt      time.Time `json:"created_at"`
}

// Entries is a page of a list of entries.
type Entries struct {
	Entries    []Line `json:"entries"`
	NextCursor string `json:"next_cursor"`
}

// Balance is a balance at a time.
type Balance struct {
	AccountID int64     `json:"account_id"`
	Currency  string    `json:"currency"`
	At        time.Time `json:"at"`
	Balance   int64     `json:"balance"`
}

// Statement is a statement; of its entries TransferID, CounterpartyID, Amount,
// Balance and CreatedAt are known.
type Statement struct {
	Opening, Closing int64
	Entries          []Line
}

// Answer is an answer of the bank; the zero one is none.
type Answer struct {
	Status   int
	Code     string // of a refusal
	Leg      int    // of a batch that the refusal is about, from 1; 0 for none
	Replayed bool   // it was given before
	Body     any    // one of the types above, or []Account; nil for a refusal
	Raw      string // the body as it came, where it may be replayed
}

// Read reads the answer to a request of that kind.
func Read(kind Kind, status int, header http.Header, body []byte) (Answer, error) {
	a := Answer{Status: status, Replayed: header.Get("Idempotent-Replayed") == "true"}
	if status != http.StatusOK {
		var refusal struct {
			Code string `json:"code"`
			Leg  *int   `json:"leg"`
		}
		if err := json.Unmarshal(body, &refusal); err != nil {
			return a, fmt.Errorf("read the refusal %d %q: %w", status, body, err)
		}
		a.Code = refusal.Code
		if refusal.Leg != nil {
			a.Leg = *refusal.Leg + 1
		}
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
	case GetTransfer:
		a.Body, err = decode[Transfer](body)
	case ListTransfers:
		a.Body, err = decode[Transfers](body)
	case ListEntries:
		a.Body, err = decode[Entries](body)
	case GetBalance:
		a.Body, err = decode[Balance](body)
	case GetStatement:
		a.Body, err = readStatement(body)
	case Reserve, Void:
		a.Body, err = decode[Hold](body)
	case TransferAll:
		a.Body, err = decode[Batch](body)
	default:
		a.Body, err = decode[Posting](body)
	}
	if kind.Moves() {
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
