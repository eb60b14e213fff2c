package modeltest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Kind is what a request asks for.
type Kind string

// The kinds of requests.
const (
	NewUser      Kind = "new user"
	OpenAccount  Kind = "open account"
	GetAccount   Kind = "get account"
	ListAccounts Kind = "list accounts"
	Deposit      Kind = "deposit"
	Withdraw     Kind = "withdraw"
	MakeTransfer Kind = "transfer"
	Reverse      Kind = "reverse"

	Reserve       Kind = "reserve" // a pending transfer
	Post          Kind = "post"
	Void          Kind = "void"
	TransferAll   Kind = "batch"
	GetTransfer   Kind = "get transfer"
	ListTransfers Kind = "list transfers" // of an account
	ListEntries   Kind = "list entries"
	GetBalance    Kind = "get balance" // at a time
	GetStatement  Kind = "get statement"
)

// Moves reports whether requests of the kind move money, and so may have a key.
func (k Kind) Moves() bool {
	switch k {
	case Deposit, Withdraw, MakeTransfer, Reverse, Reserve, Post, Void, TransferAll:
		return true
	}
	return false
}

// Reads reports whether requests of the kind change nothing.
func (k Kind) Reads() bool {
	switch k {
	case GetAccount, ListAccounts, GetTransfer, ListTransfers, ListEntries, GetBalance, GetStatement:
		return true
	}
	return false
}

// Request is a request; of the fields only those are used that its kind has.
type Request struct {
	Kind Kind
	User string // who asks
	Key  string // Idempotency-Key; none if empty

	Name, Email string // of a new user
	Owner       string // of the accounts to list; the user if empty
	PageSize    int
	Account     int64 // the account or the transfer of the path
	Transfer    int64
	From, To    int64
	Amount      int64
	Currency    string
	Reference   string
	Metadata    string // JSON
	ExpiresIn   string // of what is reserved
	Legs        []Leg
	Limit       int    // of a list
	Skip        int    // how many there were on the pages before
	Cursor      string // from the page before
	At          time.Time
	Since       time.Time // the period of a statement
	Until       time.Time
}

// Leg is one of the transfers of a batch.
type Leg struct {
	From   int64 `json:"from_account_id"`
	To     int64 `json:"to_account_id"`
	Amount int64 `json:"amount"`
}

// HTTP returns the request as it is sent; the body is nil for none.
func (r Request) HTTP() (method, path string, body []byte) {
	type note struct {
		Reference string          `json:"reference,omitempty"`
		Metadata  json.RawMessage `json:"metadata,omitempty"`
	}
	theNote := note{r.Reference, json.RawMessage(r.Metadata)}
	switch r.Kind {
	case NewUser:
		return http.MethodPost, "/users", encode(map[string]string{
			"username": r.Name, "password": "correct horse", "full_name": r.Name, "email": r.Email,
		})
	case OpenAccount:
		return http.MethodPost, "/accounts", encode(map[string]string{"currency": r.Currency})
	case GetAccount:
		return http.MethodGet, fmt.Sprintf("/accounts/%d", r.Account), nil
	case ListAccounts:
		path := fmt.Sprintf("/accounts?page_id=1&page_size=%d", r.PageSize)
		if r.Owner != "" {
			path += "&owner=" + r.Owner
		}
		return http.MethodGet, path, nil
	case Deposit:
		return http.MethodPost, fmt.Sprintf("/accounts/%d/deposits", r.Account), encode(map[string]int64{"amount": r.Amount})
	case Withdraw:
		return http.MethodPost, fmt.Sprintf("/accounts/%d/withdrawals", r.Account), encode(map[string]int64{"amount": r.Amount})
	case MakeTransfer, Reserve:
		return http.MethodPost, "/transfers", encode(struct {
			Leg
			Currency  string `json:"currency"`
			Pending   bool   `json:"pending,omitempty"`
			ExpiresIn string `json:"expires_in,omitempty"`
			note
		}{Leg{r.From, r.To, r.Amount}, r.Currency, r.Kind == Reserve, r.ExpiresIn, theNote})
	case TransferAll:
		return http.MethodPost, "/transfers/batch", encode(struct {
			Currency string `json:"currency"`
			Legs     []Leg  `json:"legs"`
		}{r.Currency, r.Legs})
	case Post:
		path := fmt.Sprintf("/transfers/%d/post", r.Transfer)
		if r.Amount == 0 && r.Reference == "" && r.Metadata == "" {
			return http.MethodPost, path, nil
		}
		return http.MethodPost, path, encode(struct {
			Amount int64 `json:"amount,omitempty"`
			note
		}{r.Amount, theNote})
	case Void:
		return http.MethodPost, fmt.Sprintf("/transfers/%d/void", r.Transfer), nil
	case GetTransfer:
		return http.MethodGet, fmt.Sprintf("/transfers/%d", r.Transfer), nil
	case ListTransfers:
		return http.MethodGet, "/transfers?" + r.page(url.Values{"account_id": {fmt.Sprint(r.Account)}}), nil
	case ListEntries:
		return http.MethodGet, fmt.Sprintf("/accounts/%d/entries?", r.Account) + r.page(url.Values{}), nil
	case GetBalance:
		path := fmt.Sprintf("/accounts/%d/balance", r.Account)
		if !r.At.IsZero() {
			path += "?at=" + r.At.Format(time.RFC3339Nano)
		}
		return http.MethodGet, path, nil
	case GetStatement:
		return http.MethodGet, fmt.Sprintf("/accounts/%d/statement.csv?from=%s&to=%s", r.Account,
			r.Since.Format(time.RFC3339Nano), r.Until.Format(time.RFC3339Nano)), nil
	case Reverse:
		if r.Reference == "" && r.Metadata == "" {
			return http.MethodPost, fmt.Sprintf("/transfers/%d/reverse", r.Transfer), nil
		}
		return http.MethodPost, fmt.Sprintf("/transfers/%d/reverse", r.Transfer), encode(theNote)
	}
	panic("no such kind of request: " + string(r.Kind))
}

func (r Request) page(query url.Values) string {
	query.Set("limit", fmt.Sprint(r.Limit))
	if r.Cursor != "" {
		query.Set("cursor", r.Cursor)
	}
	return query.Encode()
}

func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // only what is drawn from a list of literals could be no JSON
	}
	return body
}

// String returns the request in one line.
func (r Request) String() string {
	method, path, body := r.HTTP()
	text := r.User + ": " + method + " " + path
	if body != nil {
		text += " " + string(body)
	}
	if r.Key != "" {
		text += " key " + r.Key
	}
	return text
}

// note returns the caller's own words about a transfer.
func (r Request) note() (reference string, metadata json.RawMessage) {
	if r.Metadata != "" {
		metadata = json.RawMessage(r.Metadata)
	}
	return r.Reference, metadata
}

// identity is what makes a request with a key the same as an earlier one.
func (r Request) identity() string {
	method, path, body := r.HTTP()
	return method + " " + path + "\n" + string(body)
}
