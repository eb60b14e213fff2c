package api_test

import (
	"net/http"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestChangePassword(t *testing.T) {
	first := banktest.Start(t)
	second := banktest.Start(t, "DB_SOURCE="+first.Source)
	client := first.Client()
	before := banktest.Decode[user](t, client.Post(t, "/users", alice))
	this, other := logIn(t, client), logIn(t, client)

	changed := banktest.Decode[user](t, inSession(client, this).Post(t, "/users/password",
		object{"current_password": "secret", "new_password": "better secret"}))

	if !changed.PasswordChangedAt.After(before.PasswordChangedAt) || !isRecent(changed.PasswordChangedAt) {
		t.Errorf("password changed at %v, before at %v", changed.PasswordChangedAt, before.PasswordChangedAt)
	}
	// All is over at once, at every replica.
	for _, server := range []*banktest.Server{first, second} {
		for _, l := range []login{this, other} {
			inSession(server.Client(), l).Get(t, "/sessions").WantRefusal(t, http.StatusUnauthorized, "session_invalid")
			server.Client().Post(t, "/tokens/renew_access", object{"refresh_token": l.RefreshToken}).
				WantRefusal(t, http.StatusUnauthorized, "session_invalid")
		}
		attempt := func(password string) banktest.Answer {
			return server.Client().Post(t, "/users/login", object{"username": "alice42", "password": password})
		}
		attempt("secret").WantRefusal(t, http.StatusUnauthorized, "bad_credentials")
		banktest.Decode[login](t, attempt("better secret"))
	}
}

func TestChangePasswordRefused(t *testing.T) {
	server := banktest.Start(t, "LOGIN_LIMIT_BY_USER=3/1h")
	client := server.NewUser(t, "alice") // logs in once
	good := object{"current_password": banktest.Password, "new_password": "better secret"}
	tests := []struct {
		name  string
		body  object
		words string
	}{
		{"no current password", good.with("current_password", nil), "current_password must be"},
		{"current password a number", good.with("current_password", 1), "current_password must be a string"},
		{"no new password", good.with("new_password", nil), "new_password must be 6 characters to 72 bytes"},
		{"short new password", good.with("new_password", "12345"), "new_password must be"},
		{"long new password", good.with("new_password", strings.Repeat("x", 73)), "new_password must be"},
		{"new password with NUL", good.with("new_password", "secret\x00"), "new_password must be"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client.Post(t, "/users/password", tt.body).WantRefusal(t, http.StatusBadRequest, "invalid_argument", tt.words)
		})
	}
	server.Client().Post(t, "/users/password", good).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
	// Whoever holds somebody's access token cannot guess for long.
	for range 2 {
		client.Post(t, "/users/password", good.with("current_password", "wrong one")).
			WantRefusal(t, http.StatusForbidden, "wrong_password", "current_password is not your password")
	}
	wantLimited(t, client.Post(t, "/users/password", good), 1200)
	banktest.Decode[[]session](t, client.Get(t, "/sessions")) // which it did not end
}
