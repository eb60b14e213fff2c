package client_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
)

const posting = `{"transfer": {"id": 7, "amount": 1}}`

var order = client.Order{FromAccountID: 1, ToAccountID: 2, Amount: 1, Currency: "USD"}

// TestRetries is of moves of money: what is tried again, and what is known in the end.
func TestRetries(t *testing.T) {
	broken := answer(http.StatusOK, "{", "Content-Length", "100")
	tests := []struct {
		name     string
		answers  []http.HandlerFunc
		requests int
		code     fault.Code // "ok" if it succeeds
		unknown  bool
	}{
		{"at once", []http.HandlerFunc{answer(200, posting)}, 1, "ok", false},
		{"lost", []http.HandlerFunc{lose, lose, answer(200, posting)}, 3, "ok", false},
		{"broken off", []http.HandlerFunc{broken, answer(200, posting)}, 2, "ok", false},
		{"unavailable", []http.HandlerFunc{refusal(503, "unavailable"), answer(200, posting)}, 2, "ok", false},
		{"unknown to the bank", []http.HandlerFunc{refusal(503, "outcome_unknown"), answer(200, posting)}, 2, "ok", false},
		{"unknown to the bank for good", []http.HandlerFunc{refusal(503, "outcome_unknown")}, 4, "outcome_unknown", true},
		{"unknown to the bank, then refused", []http.HandlerFunc{refusal(503, "outcome_unknown"), refusal(422, "insufficient_funds")}, 2, fault.InsufficientFunds, false},
		{"proxy", []http.HandlerFunc{answer(502, "<html>"), answer(504, ""), answer(200, posting)}, 3, "ok", false},
		{"too many", []http.HandlerFunc{refusal(429, "too_many_requests", "Retry-After", "0"), answer(200, posting)}, 2, "ok", false},
		{"in flight", []http.HandlerFunc{lose, refusal(409, "request_in_flight"), answer(200, posting)}, 3, "ok", false},
		{"refused", []http.HandlerFunc{refusal(422, "insufficient_funds")}, 1, fault.InsufficientFunds, false},
		{"lost, then refused", []http.HandlerFunc{lose, refusal(422, "insufficient_funds")}, 2, fault.InsufficientFunds, false},
		{"lost for good", []http.HandlerFunc{lose}, 4, "", true},
		{"lost, then too many", []http.HandlerFunc{lose, refusal(429, "too_many_requests")}, 4, "too_many_requests", true},
		{"too many for good", []http.HandlerFunc{refusal(429, "too_many_requests")}, 4, "too_many_requests", false},
		{"too many for long", []http.HandlerFunc{refusal(429, "too_many_requests", "Retry-After", "3600")}, 1, "too_many_requests", false},
		{"unavailable for good", []http.HandlerFunc{refusal(503, "unavailable")}, 4, "unavailable", true},
		{"internal", []http.HandlerFunc{refusal(500, "internal")}, 1, "internal", true},
		{"not JSON", []http.HandlerFunc{answer(200, "<html>")}, 1, "", true},
		{"redirect", []http.HandlerFunc{answer(307, "", "Location", "/elsewhere")}, 1, "", false},
		{"lost, then a release without the route", []http.HandlerFunc{lose, refusal(404, "route_not_found")}, 2, "route_not_found", true},
		{"lost, then the session ended", []http.HandlerFunc{lose, refusal(401, "session_invalid")}, 2, fault.SessionInvalid, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScript(t, tt.answers...)
			got, err := s.client(t, client.Options{Attempts: 4}).Transfer(t.Context(), order)

			var unknown *client.OutcomeUnknownError
			if errors.As(err, &unknown) != tt.unknown {
				t.Errorf("error %v, want the outcome unknown: %t", err, tt.unknown)
			}
			switch {
			case tt.code == "ok":
				if err != nil || got.Transfer.ID != 7 {
					t.Errorf("got %+v, %v", got, err)
				}
			case err == nil || tt.code != "" && !errors.Is(err, tt.code):
				t.Errorf("error %v, want %s", err, tt.code)
			}
			requests := s.requests()
			if len(requests) != tt.requests {
				t.Errorf("%d requests, want %d", len(requests), tt.requests)
			}
			for _, r := range requests {
				if r.key != requests[0].key || len(r.key) < 20 || r.body != requests[0].body || r.method != http.MethodPost || r.path != "/transfers" {
					t.Errorf("%+v after %+v", r, requests[0])
				}
			}
			if unknown != nil && requests[0].key != `"`+unknown.Key+`"` {
				t.Errorf("the error tells the key %s, sent was %s", unknown.Key, requests[0].key)
			}
		})
	}
}

// TestWhatIsNotRepeated is of a write without a key: nobody knows whether it was done.
func TestWhatIsNotRepeated(t *testing.T) {
	s := newScript(t, refusal(429, "too_many_requests"), lose, answer(200, "{}"))
	if _, err := s.client(t, client.Options{}).CreateAccount(t.Context(), "USD"); err == nil || len(s.requests()) != 2 {
		t.Errorf("error %v after %d requests, want one after 2", err, len(s.requests()))
	}
	s = newScript(t, lose, refusal(503, "unavailable"), answer(200, `{"id": 3}`))
	if a, err := s.client(t, client.Options{}).GetAccount(t.Context(), 3); err != nil || a.ID != 3 || len(s.requests()) != 3 {
		t.Errorf("a read: %+v, %v after %d requests, want it after 3", a, err, len(s.requests()))
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	s := newScript(t, refusal(429, "too_many_requests", "Retry-After", "1"), answer(200, posting))
	if _, err := s.client(t, client.Options{}).Transfer(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	if r := s.requests(); r[1].at.Sub(r[0].at) < time.Second {
		t.Errorf("again after %s, the server asked for 1 s", r[1].at.Sub(r[0].at))
	}

	// Who has less time than that learns at once.
	s = newScript(t, refusal(429, "too_many_requests", "Retry-After", "30"))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	start := time.Now()
	_, err := s.client(t, client.Options{}).Transfer(ctx, order)
	var refused *client.Error
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &refused) || refused.RetryAfter != 30*time.Second || time.Since(start) > 10*time.Second {
		t.Errorf("%v after %s", err, time.Since(start))
	}
}

func TestContextEnds(t *testing.T) {
	s := newScript(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var unknown *client.OutcomeUnknownError
	_, err := s.client(t, client.Options{}).Transfer(ctx, order, client.WithKey(`order "17"`))
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &unknown) || unknown.Key != `order "17"` {
		t.Errorf("error %v", err)
	}
	if key := s.requests()[0].key; key != `"order \"17\""` {
		t.Errorf("key %s", key)
	}

	// Time for one answer is not all the time that there is.
	s = newScript(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, answer(200, posting))
	if _, err := s.client(t, client.Options{Timeout: 100 * time.Millisecond}).Transfer(t.Context(), order); err != nil || len(s.requests()) != 2 {
		t.Errorf("error %v after %d requests", err, len(s.requests()))
	}
}

func TestKeyRefused(t *testing.T) {
	s := newScript(t, answer(200, posting))
	for _, key := range []string{"", strings.Repeat("k", 256), "ä", "a\n"} {
		if _, err := s.client(t, client.Options{}).Transfer(t.Context(), order, client.WithKey(key)); err == nil {
			t.Errorf("key %q is taken", key)
		}
	}
	if sent := s.requests(); len(sent) > 0 {
		t.Errorf("sent %+v", sent)
	}
}
