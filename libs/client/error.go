package client

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"example.com/simplebank/libs/fault"
)

// maxErrorAnswer is how much of a refusal is read, in bytes.
const maxErrorAnswer = 64 << 10

// ErrNotLoggedIn says that the client has no session for a call that needs one.
var ErrNotLoggedIn = errors.New("not logged in")

// Error is an answer other than that all went well. errors.Is finds its code:
// errors.Is(err, fault.InsufficientFunds).
type Error struct {
	Status     int           // of HTTP
	Code       fault.Code    // empty where it was not the bank that answered, but a proxy
	Message    string        // for people
	RequestID  string        // under which the bank's log has the request
	Leg        *int          // of a batch, the one that was refused, counted from 0
	RetryAfter time.Duration // when to try again, if the answer told
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the code.
func (e *Error) Unwrap() error { return e.Code }

// OutcomeUnknownError says that the money may have moved or not: the request was
// sent, and no answer came, or the bank itself had none. To know, make the same call
// with this key: it moves the money if, and only if, it has not moved yet.
type OutcomeUnknownError struct {
	Key string
	Err error // of the last attempt
}

// Error says what is unknown.
func (e *OutcomeUnknownError) Error() string {
	return fmt.Sprintf("there was no answer whether it was done (idempotency key %s): %v", e.Key, e.Err)
}

// Unwrap returns the error of the last attempt.
func (e *OutcomeUnknownError) Unwrap() error { return e.Err }

// readError reads the refusal that an answer is.
func readError(response *http.Response) *Error {
	e := &Error{Status: response.StatusCode, RetryAfter: retryAfter(response.Header.Get("Retry-After"), time.Now())}
	var answer struct {
		Error     string     `json:"error"`
		Code      fault.Code `json:"code"`
		RequestID string     `json:"request_id"`
		Leg       *int       `json:"leg"`
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxErrorAnswer))
	if err == nil && json.Unmarshal(body, &answer) == nil && answer.Code != "" {
		e.Code, e.Message, e.RequestID, e.Leg = answer.Code, cmp.Or(answer.Error, string(answer.Code)), answer.RequestID, answer.Leg
		return e
	}
	e.Message = fmt.Sprintf("the answer is %q, and not of the bank", response.Status)
	return e
}

// retryAfter reads the header: seconds, or a date. Of what is neither it is 0.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
