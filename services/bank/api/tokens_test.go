package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/token"
	"example.com/simplebank/services/bank/banktest"
)

type renewed struct {
	AccessToken          string    `json:"access_token"`
	AccessTokenExpiresAt time.Time `json:"access_token_expires_at"`
}

func TestRenewAccess(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	client.Post(t, "/users", alice)
	logIn := func() login {
		return banktest.Decode[login](t, client.Post(t, "/users/login", object{"username": "alice42", "password": "secret"}))
	}
	renew := func(refreshToken string) banktest.Answer {
		return client.Post(t, "/tokens/renew_access", object{"refresh_token": refreshToken})
	}
	session := logIn()

	answer := renew(session.RefreshToken)
	got := banktest.Decode[renewed](t, answer)
	if cache := answer.Header.Get("Cache-Control"); cache != "no-store" {
		t.Errorf("Cache-Control: %q", cache)
	}
	if left := time.Until(got.AccessTokenExpiresAt); left < 14*time.Minute || left > 15*time.Minute {
		t.Errorf("the new access token has %v left, want 15m", left)
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
	unknown, _, err := key.Issue(token.Refresh, "alice42", time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	renew(unknown).WantRefusal(t, http.StatusUnauthorized, "session_invalid")
	expired, _, err := key.Issue(token.Refresh, "alice42", time.Now().Add(-time.Hour), time.Minute)
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
			session := logIn()
			if _, err := db.ExecContext(t.Context(), change, session.SessionID); err != nil {
				t.Fatal(err)
			}
			renew(session.RefreshToken).WantRefusal(t, http.StatusUnauthorized, "session_invalid")
		})
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
			} {
				method, path, _ := strings.Cut(route, " ")
				client.Do(t, method, path, nil).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
			}
		})
	}
}
