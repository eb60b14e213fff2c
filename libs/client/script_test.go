package client_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"example.com/simplebank/libs/client"
)

// script is a server that gives the answers that a bank, or what is before it, gives
// when something is wrong, one after the other, the last one again and again. How the
// client does with a bank that works is tested with the bank.
type script struct {
	url string

	mu      sync.Mutex
	answers []http.HandlerFunc
	seen    []seen
}

// seen is a request that came.
type seen struct {
	method, path, query, key, token, body string
	at                                    time.Time
}

func newScript(t *testing.T, answers ...http.HandlerFunc) *script {
	t.Helper()
	s := &script{answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what is missing is missed by the test
	s.mu.Lock()
	s.seen = append(s.seen, seen{
		r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Idempotency-Key"), r.Header.Get("Authorization"), string(body), time.Now(),
	})
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	s.mu.Unlock()
	answer(w, r)
}

// requests returns what came so far.
func (s *script) requests() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen{}, s.seen...)
}

// client returns a client with a session.
func (s *script) client(t *testing.T, options client.Options) *client.Client {
	t.Helper()
	if options.Session == (client.Session{}) {
		options.Session = client.Session{ID: "s", Username: "alice", AccessToken: "old", RefreshToken: "refresh"}
	}
	c, err := client.New(s.url, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// answer answers with a body, and header lines as pairs.
func answer(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// refusal answers as the bank refuses.
func refusal(status int, code string, header ...string) http.HandlerFunc {
	return answer(status, fmt.Sprintf(`{"error": "no: %s", "code": %q, "request_id": "r-1"}`, code, code), header...)
}

// lose breaks the connection in place of an answer.
func lose(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
