package api_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/token"
	"example.com/simplebank/services/bank/banktest"
)

type renewed struct {
	AccessToken           string    `json:"access_token"`
	AccessTokenExpiresAt  time.Time `json:"access_token_expires_at"`
	RefreshToken          string    `json:"refresh_token"`
	RefreshTokenExpiresAt time.Time `json:"refresh_token_expires_at"`
}

func TestRenewAccess(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	client.Post(t, "/users", alice)
	renew := func(refreshToken string) banktest.Answer {
		return client.Post(t, "/tokens/renew_access", object{"refresh_token": refreshToken})
	}
	session := logIn(t, client)

	answer := renew(session.RefreshToken)
	got := banktest.Decode[renewed](t, answer)
	if cache := answer.Header.Get("Cache-Control"); cache != "no-store" {
		t.Errorf("Cache-Control: %q", cache)
	}
	if left := time.Until(got.AccessTokenExpiresAt); left < 14*time.Minute || left > 15*time.Minute {
		t.Errorf("the new access token has %v left, want 15m", left)
	}
	if got.RefreshToken == session.RefreshToken || !got.RefreshTokenExpiresAt.Equal(session.RefreshTokenExpiresAt) {
		t.Errorf("the new refresh token expires at %v, want another that does at %v", got.RefreshTokenExpiresAt, session.RefreshTokenExpiresAt)
	}
	authorized := client
	authorized.Token = got.AccessToken
	if answer := authorized.Get(t, "/accounts?page_id=1&page_size=5"); answer.Status != http.StatusOK {
		t.Errorf("the new access token is not accepted: %d %s", answer.Status, answer.Body)
	}

	renew("garbage").WantRefusal(t, http.StatusUnauthorized, "invalid_token")
	renew(session.AccessToken).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
	renew("").WantRefusal(t, http.StatusBadRequest, "invalid_argument", "refresh_token must be")

	var key token.Key
	if err := key.UnmarshalText([]byte(banktest.TokenKey)); err != nil {
		t.Fatal(err)
	}
	unknown, _, err := key.Issue(token.Refresh, uuid.New(), "alice42", time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	renew(unknown).WantRefusal(t, http.StatusUnauthorized, "session_invalid")
	expired, _, err := key.Issue(token.Refresh, uuid.New(), "alice42", time.Now().Add(-time.Hour), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	renew(expired).WantRefusal(t, http.StatusUnauthorized, "invalid_token")

	db := server.DB(t)
	for name, change := range map[string]string{
		"blocked":     `UPDATE sessions SET blocked = true WHERE id = $1`,
		"expired":     `UPDATE sessions SET expires_at = now() WHERE id = $1`,
		"other token": `UPDATE sessions SET refresh_token_hash = '\x00' WHERE id = $1`,
		"gone":        `DELETE FROM sessions WHERE id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			session := logIn(t, client)
			if _, err := db.ExecContext(t.Context(), change, session.SessionID); err != nil {
				t.Fatal(err)
			}
			renew(session.RefreshToken).WantRefusal(t, http.StatusUnauthorized, "session_invalid")
		})
	}
}

func TestReusedTokenEndsItsSession(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	client.Post(t, "/users", alice)
	renew := func(refreshToken string) banktest.Answer {
		return client.Post(t, "/tokens/renew_access", object{"refresh_token": refreshToken})
	}
	stolen, other := logIn(t, client), logIn(t, client)

	second := banktest.Decode[renewed](t, renew(stolen.RefreshToken))
	third := banktest.Decode[renewed](t, renew(second.RefreshToken))
	renew(stolen.RefreshToken).WantRefusal(t, http.StatusUnauthorized, "session_invalid", "log in again")
	for _, refreshToken := range []string{third.RefreshToken, second.RefreshToken, stolen.RefreshToken} {
		renew(refreshToken).WantRefusal(t, http.StatusUnauthorized, "session_invalid", "has been ended")
	}
	banktest.Decode[renewed](t, renew(other.RefreshToken))
}

func TestRenewalsOnTwoReplicas(t *testing.T) {
	first := banktest.Start(t)
	second := banktest.Start(t, "DB_SOURCE="+first.Source)
	replicas := []banktest.Client{first.Client(), second.Client()}
	replicas[0].Post(t, "/users", alice)
	for range 5 {
		session := logIn(t, replicas[0])
		var won atomic.Pointer[renewed]
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				answer := replicas[i%2].Post(t, "/tokens/renew_access", object{"refresh_token": session.RefreshToken})
				if answer.Status != http.StatusOK {
					answer.WantRefusal(t, http.StatusUnauthorized, "session_invalid")
					return
				}
				got := banktest.Decode[renewed](t, answer)
				if won.Swap(&got) != nil {
					t.Error("two renewals with one token succeeded")
				}
			})
		}
		all.Wait()
		if won.Load() == nil {
			t.Fatal("no renewal succeeded")
		}
		replicas[1].Post(t, "/tokens/renew_access", object{"refresh_token": won.Load().RefreshToken}).
			WantRefusal(t, http.StatusUnauthorized, "session_invalid", "has been ended")
	}
}

func TestTokenIsRequired(t *testing.T) {
	server := banktest.Start(t, "ACCESS_TOKEN_DURATION=1ms")
	expired := server.NewUser(t, "alice42").Token
	anonymous := server.Client()
	refresh := banktest.Decode[login](t,
		anonymous.Post(t, "/users/login", object{"username": "alice42", "password": banktest.Password})).RefreshToken

	for name, header := range map[string]string{
		"none":          "",
		"no scheme":     refresh,
		"other scheme":  "Basic YTpi",
		"no token":      "Bearer",
		"garbage":       "Bearer garbage",
		"refresh token": "Bearer " + refresh,
		"expired":       "Bearer " + expired,
	} {
		t.Run(name, func(t *testing.T) {
			client := server.Client()
			if header != "" {
				client.Header = http.Header{"Authorization": {header}}
			}
			for _, route := range []string{
				"POST /accounts", "GET /accounts", "GET /accounts/1", "POST /transfers",
				"POST /accounts/1/deposits", "POST /accounts/1/withdrawals",
				"POST /users/password", "GET /sessions", "DELETE /sessions", "DELETE /sessions/" + uuid.NewString(),
			} {
				method, path, _ := strings.Cut(route, " ")
				client.Do(t, method, path, nil).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
			}
		})
	}
}
