package api_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/simplebank/services/bank/banktest"
)

// TestHealthDuringManyLogins would find a server that is busy with passwords
// only.
func TestHealthDuringManyLogins(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	banktest.Decode[user](t, client.Post(t, "/users", alice))

	ctx, cancel := context.WithCancel(t.Context())
	var logins sync.WaitGroup
	for range 150 {
		logins.Go(func() {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+server.Address+"/users/login",
				strings.NewReader(`{"username": "alice42", "password": "wrong one"}`))
			if err != nil {
				t.Error(err)
				return
			}
			if response, err := http.DefaultClient.Do(request); err == nil { // else cancelled, below
				response.Body.Close()
			}
		})
	}
	time.Sleep(200 * time.Millisecond) // until the log-ins have come
	slowest := time.Duration(0)
	for range 20 {
		start := time.Now()
		client.Get(t, "/healthz")
		slowest = max(slowest, time.Since(start))
	}
	cancel()
	logins.Wait()
	if slowest > 400*time.Millisecond {
		t.Errorf("the slowest answer took %v", slowest)
	}

	// Those that wait leave when their callers do: the next one is served.
	start := time.Now()
	client.Post(t, "/users/login", object{"username": "alice42", "password": "secret"})
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("a log-in after those that were cancelled took %v", took)
	}
}
