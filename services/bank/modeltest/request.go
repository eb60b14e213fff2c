package modeltest

import (
	"encoding/json"
	"fmt"
	"net/http"
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
)

// Moves reports whether requests of the kind move money, and so may have a key.
func (k Kind) Moves() bool {
	switch k {
	case Deposit, Withdraw, MakeTransfer, Reverse:
		return true
	}
	return false
}

// Reads reports whether requests of the kind change nothing.
func (k Kind) Reads() bool { return k == GetAccount || k == ListAccounts }

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
	case MakeTransfer:
		return http.MethodPost, "/transfers", encode(struct {
			From     int64  `json:"from_account_id"`
			To       int64  `json:"to_account_id"`
			Amount   int64  `json:"amount"`
			Currency string `json:"currency"`
			note
		}{r.From, r.To, r.Amount, r.Currency, theNote})
	case Reverse:
		if r.Reference == "" && r.Metadata == "" {
			return http.MethodPost, fmt.Sprintf("/transfers/%d/reverse", r.Transfer), nil
		}
		return http.MethodPost, fmt.Sprintf("/transfers/%d/reverse", r.Transfer), encode(theNote)
	}
	panic("no such kind of request: " + string(r.Kind))
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

// identity is what makes a request with a key the same as an earlier one.
func (r Request) identity() string {
	method, path, body := r.HTTP()
	return method + " " + path + "\n" + string(body)
}
