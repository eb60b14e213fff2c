package workload

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"
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

// statement is a request for all that the account has done until a time.
func statement(a Account, to time.Time) Request {
	r := read(a, "/statement.csv?from=2000-01-01T00:00:00Z&to="+to.UTC().Format("2006-01-02T15:04:05.000000Z"))
	r.Check = func(body []byte) error {
		if !bytes.Contains(body, []byte("\nclosing,")) {
			return errors.New("want a closing balance")
		}
		return nil
	}
	return r
}

// read is a request for the account, or for what is below it.
func read(a Account, below string) Request {
	return Request{Method: http.MethodGet, Path: "/accounts/" + strconv.FormatInt(a.ID, 10) + below, Token: a.Token}
}
