package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"example.com/simplebank/libs/fault"
)

// maxAnswer is the largest answer that is read into memory, in bytes: more than a
// batch of the largest transfers.
const maxAnswer = 16 << 20

var errTimeout = errors.New("there was no answer in time")

// request is a call of the API.
type request struct {
	method, path string
	query        url.Values
	body         any    // sent as JSON; nothing if nil
	key          string // its Idempotency-Key, of what moves money
	open         bool   // it shows no token
}

// repeatable reports whether the request may be sent again when nobody knows
// whether it was carried out.
func (r request) repeatable() bool { return r.method == http.MethodGet || r.key != "" }

// call sends a request and returns the answer, which is JSON.
func call[T any](ctx context.Context, c *Client, r request) (answer T, err error) {
	err = c.decode(ctx, r, &answer)
	return answer, err
}

// decode sends a request and decodes the answer. It is not inlined, as each kind of
// answer has a call of its own.
//
//go:noinline
func (c *Client) decode(ctx context.Context, r request, answer any) error {
	return c.send(ctx, r, func(response *http.Response) error {
		body, err := readAll(response)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(body, answer); err != nil {
			return permanentError{fault.During("read the answer", err)}
		}
		return nil
	})
}

// readAll reads an answer that has to fit into memory.
func readAll(response *http.Response) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, fault.During("read the answer", err)
	}
	if len(body) > maxAnswer {
		return nil, permanentError{fmt.Errorf("the answer is larger than %d bytes", maxAnswer)}
	}
	return body, nil
}

// send sends a request until there is an answer that means something, and has read
// read the one with status 200. It renews the access token when it is no longer
// taken.
func (c *Client) send(ctx context.Context, r request, read func(*http.Response) error) error {
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return fault.During("encode the request", err)
		}
	}
	user := c.Session().Username
	renewed := false
	sent := false // and perhaps carried out
	for attempt := 1; ; attempt++ {
		session := c.Session()
		switch {
		case r.open:
			session = Session{}
		case session.AccessToken == "":
			return r.outcome(sent, ErrNotLoggedIn)
		case session.Username != user:
			return r.outcome(sent, fmt.Errorf("%s has logged in in place of %s meanwhile", session.Username, user))
		}
		err := c.attempt(ctx, r, body, session.AccessToken, read)
		if err == nil {
			return nil
		}
		// Only for that code: the bank also answers 401 where an account is another's.
		if errors.Is(err, fault.InvalidToken) && !r.open && !renewed {
			if err := c.renew(ctx, session); err != nil {
				return r.outcome(sent, err)
			}
			renewed = true
			continue
		}
		next := judge(err)
		sent = (sent || next.mayBeDone) && !next.refused
		if attempt >= c.options.Attempts || !next.retry || (next.mayBeDone && !r.repeatable()) || ctx.Err() != nil {
			return r.outcome(sent, err)
		}
		if waitErr := sleep(ctx, backoff(attempt, err)); waitErr != nil {
			return r.outcome(sent, fmt.Errorf("%w (%w)", err, waitErr))
		}
	}
}

// outcome returns the error of the last attempt, as what it means for the money.
func (r request) outcome(sent bool, err error) error {
	if sent && r.key != "" {
		return &OutcomeUnknownError{Key: r.key, Err: err}
	}
	return err
}

// attempt sends a request once. It waits for the head of the answer no longer than
// the time-out, and for the rest as long as read does.
func (c *Client) attempt(ctx context.Context, r request, body []byte, token string, read func(*http.Response) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(c.options.Timeout, func() { cancel(errTimeout) })
	defer timer.Stop()

	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	httpRequest, err := http.NewRequestWithContext(ctx, r.method, target, bytes.NewReader(body))
	if err != nil {
		return permanentError{fault.During("make the request", err)}
	}
	httpRequest.Header.Set("User-Agent", c.options.UserAgent)
	if r.body != nil {
		httpRequest.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		httpRequest.Header.Set("Authorization", "Bearer "+token)
	}
	if r.key != "" {
		httpRequest.Header.Set("Idempotency-Key", quote(r.key))
	}
	response, err := c.http.Do(httpRequest)
	if err != nil {
		if context.Cause(ctx) == errTimeout {
			err = fmt.Errorf("%s %s: %w", r.method, c.base+r.path, errTimeout)
		}
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return readError(response)
	}
	if err := read(&http.Response{Header: response.Header, Body: &patientBody{response.Body, timer, c.options.Timeout}}); err != nil {
		if context.Cause(ctx) == errTimeout {
			return fmt.Errorf("read the answer: %w", errTimeout)
		}
		return err
	}
	return nil
}

// patientBody gives whoever reads the whole time-out anew for each piece: a long
// answer may take long, as long as it keeps coming.
type patientBody struct {
	io.ReadCloser
	timer   *time.Timer
	timeout time.Duration
}

func (b *patientBody) Read(p []byte) (int, error) {
	b.timer.Reset(b.timeout)
	defer b.timer.Stop() // what is done with the piece takes its own time
	return b.ReadCloser.Read(p)
}
