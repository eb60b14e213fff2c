package workload

import (
	"net/http"
	"strconv"
)

// Account is an account of a user who has no other.
type Account struct {
	ID    int64
	Token string // the user's access token
}

// Transfer is what a request orders: an amount, in minor units, from one account to
// another. The zero value is none.
type Transfer struct{ From, To, Amount int64 }

// Request is a request to the bank, and how it is to be answered.
type Request struct {
	Method string
	Path   string
	Token  string
	Key    string // the Idempotency-Key; empty for none
	Body   []byte // JSON

	Transfer Transfer // that it orders; none if it reads
	Refused  bool     // for lack of funds
	Repeats  bool     // a request with the same key, after that was answered
	// Check says what is wrong with the body of an answer to a read; nil if any will do.
	Check func(body []byte) error
}

// order is a request that pays from one account to another.
func order(from Account, to Account, amount int64) Request {
	body := make([]byte, 0, 100)
	body = append(body, `{"from_account_id":`...)
	body = strconv.AppendInt(body, from.ID, 10)
	body = append(body, `,"to_account_id":`...)
	body = strconv.AppendInt(body, to.ID, 10)
	body = append(body, `,"amount":`...)
	body = strconv.AppendInt(body, amount, 10)
	body = append(body, `,"currency":"`+Currency+`"}`...)
	return Request{
		Method:   http.MethodPost,
		Path:     "/transfers",
		Token:    from.Token,
		Body:     body,
		Transfer: Transfer{From: from.ID, To: to.ID, Amount: amount},
	}
}

// read is a request for the account, or for what is below it.
func read(a Account, below string) Request {
	return Request{Method: http.MethodGet, Path: "/accounts/" + strconv.FormatInt(a.ID, 10) + below, Token: a.Token}
}
