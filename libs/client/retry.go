package client

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"time"

	"example.com/simplebank/libs/fault"
)

const (
	firstWait = 100 * time.Millisecond
	longest   = 3 * time.Second
	// maxRetryAfter is the longest that a server may have a call wait.
	maxRetryAfter = time.Minute
)

// permanentError is one that another attempt does not mend.
type permanentError struct{ error }

func (e permanentError) Unwrap() error { return e.error }

// judgement is what the error of an attempt means for the next.
type judgement struct {
	retry     bool // another attempt may succeed
	mayBeDone bool // the request may have been carried out
	refused   bool // it was judged, and not carried out, nor one with its key before
}

// notJudged are the codes of answers to requests that did not get as far as to be
// looked up by their key. The first is that of a proxy's answer.
var notJudged = []fault.Code{"", fault.InvalidToken, fault.SessionInvalid, fault.UserNotFound, "route_not_found", "method_not_allowed"}

func judge(err error) judgement {
	var answer *Error
	if errors.As(err, &answer) {
		switch {
		case answer.Code == fault.RequestInFlight:
			// Our own request of an attempt before, whose answer was lost.
			return judgement{retry: true, mayBeDone: true}
		case answer.Status == http.StatusTooManyRequests:
			return judgement{retry: answer.RetryAfter <= maxRetryAfter}
		case answer.Status == http.StatusServiceUnavailable, answer.Status == http.StatusBadGateway,
			answer.Status == http.StatusGatewayTimeout:
			return judgement{retry: answer.RetryAfter <= maxRetryAfter, mayBeDone: true}
		case answer.Status >= http.StatusInternalServerError:
			return judgement{mayBeDone: true}
		case slices.Contains(notJudged, answer.Code):
			return judgement{}
		}
		return judgement{refused: true}
	}
	var permanent permanentError
	if errors.As(err, &permanent) {
		return judgement{mayBeDone: true} // there was an answer, and it was a good one
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return judgement{}
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return judgement{retry: true}
	}
	return judgement{retry: true, mayBeDone: true}
}

// backoff is how long to wait after an attempt: twice as long each time, some more
// or less for clients not to come all at once, and not before the server allows.
func backoff(attempt int, err error) time.Duration {
	wait := min(firstWait<<min(attempt-1, 10), longest)
	wait = wait/2 + rand.N(wait/2+1)
	var answer *Error
	if errors.As(err, &answer) {
		wait += answer.RetryAfter
	}
	return wait
}

// sleep waits, or returns an error at once if ctx will be done before.
func sleep(ctx context.Context, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
