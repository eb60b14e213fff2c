package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

func TestLogin(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	created := banktest.Decode[user](t, client.Post(t, "/users", alice))
	// A header may have bytes that the database would not take.
	client.Header = http.Header{"User-Agent": {"test\xff" + strings.Repeat("x", 1000)}}

	answer := client.Post(t, "/users/login", object{"username": "alice42", "password": "secret"})
	got := banktest.Decode[login](t, answer)

	if cache := answer.Header.Get("Cache-Control"); cache != "no-store" {
		t.Errorf("Cache-Control: %q", cache)
	}
	if got.User != created {
		t.Errorf("user %+v, want %+v", got.User, created)
	}
	if left := time.Until(got.AccessTokenExpiresAt); left < 14*time.Minute || left > 15*time.Minute {
		t.Errorf("the access token has %v left, want 15m", left)
	}
	if left := time.Until(got.RefreshTokenExpiresAt); left < 23*time.Hour || left > 24*time.Hour {
		t.Errorf("the refresh token has %v left, want 24h", left)
	}
	var username, userAgent, clientIP string
	var expiresAt time.Time
	var hash []byte
	if err := server.DB(t).QueryRowContext(t.Context(),
		`SELECT username, user_agent, client_ip, expires_at, refresh_token_hash FROM sessions WHERE id = $1`, got.SessionID).
		Scan(&username, &userAgent, &clientIP, &expiresAt, &hash); err != nil {
		t.Fatal(err)
	}
	if username != "alice42" || !strings.HasPrefix(userAgent, "test?xxx") || clientIP != "127.0.0.1" ||
		!expiresAt.Equal(got.RefreshTokenExpiresAt) {
		t.Errorf("session of %s, %s, %s until %v", username, userAgent, clientIP, expiresAt)
	}
	if len(hash) != 32 {
		t.Errorf("%d bytes are kept of the refresh token, want a hash of 32", len(hash))
	}
	client.Token = got.AccessToken
	if answer := client.Get(t, "/accounts?page_id=1&page_size=5"); answer.Status != http.StatusOK {
		t.Errorf("the access token is not accepted: %d %s", answer.Status, answer.Body)
	}
}

func TestUnknownUserAndWrongPasswordLookAlike(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	banktest.Decode[user](t, client.Post(t, "/users", alice))
	client.Header = http.Header{"X-Request-Id": {"same"}}
	attempt := func(username, password string) (banktest.Answer, time.Duration) {
		start := time.Now()
		answer := client.Post(t, "/users/login", object{"username": username, "password": password})
		answer.WantRefusal(t, http.StatusUnauthorized, "bad_credentials")
		return answer, time.Since(start)
	}

	unknown, _ := attempt("nobody", "whatever")
	wrong, _ := attempt("alice42", "whatever")
	long, _ := attempt("alice42", strings.Repeat("x", 73))
	if string(unknown.Body) != string(wrong.Body) || string(unknown.Body) != string(long.Body) {
		t.Errorf("bodies differ:\n%s\n%s\n%s", unknown.Body, wrong.Body, long.Body)
	}

	// In turns, and the medians: so that other load disturbs both alike.
	var unknownTook, wrongTook []time.Duration
	for range 15 {
		_, took := attempt("nobody", "whatever")
		unknownTook = append(unknownTook, took)
		_, took = attempt("alice42", "whatever")
		wrongTook = append(wrongTook, took)
	}
	slices.Sort(unknownTook)
	slices.Sort(wrongTook)
	if ratio := float64(unknownTook[7]) / float64(wrongTook[7]); ratio < 0.7 || ratio > 1.4 {
		t.Errorf("an unknown user took %v, a wrong password %v", unknownTook, wrongTook)
	}

	// The log tells them apart, and has of what was typed only what is the name of a user.
	server.Stop(t) // so that all is logged
	var tried []any
	for _, line := range server.Log() {
		if line["code"] == "bad_credentials" {
			tried = append(tried, line["tried_user"])
		}
	}
	if diff := cmp.Diff([]any{nil, "alice42", "alice42"}, tried[:min(len(tried), 3)]); diff != "" {
		t.Errorf("tried users in the log (-want +got):\n%s", diff)
	}
}

func TestLoginRefused(t *testing.T) {
	client := banktest.Start(t).Client()
	good := object{"username": "alice", "password": "secret"}
	tests := []struct {
		field string
		value any
		words string
	}{
		{"username", nil, "username must be"},
		{"username", "a b", "username must be"},
		{"username", 1, "username must be a string"},
		{"password", nil, "password must be"},
		{"password", "", "password must be"},
		{"password", true, "password must be a string"},
	}
	for _, tt := range tests {
		body, err := json.Marshal(good.with(tt.field, tt.value))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(string(body), func(t *testing.T) {
			client.Post(t, "/users/login", string(body)).WantRefusal(t, http.StatusBadRequest, "invalid_argument", tt.words)
		})
	}
}
