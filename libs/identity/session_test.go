package identity_test

import (
	"errors"
	"testing"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

func TestCheckRenewal(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := []struct {
		name     string
		change   func(*identity.Session)
		username string
		token    string
		refused  bool
		reused   bool
	}{
		{name: "good"},
		{name: "blocked", change: func(s *identity.Session) { s.Blocked = true }, refused: true},
		{name: "other user", username: "mallory", refused: true},
		{name: "other token", token: "older", refused: true, reused: true},
		{name: "blocked, other token", change: func(s *identity.Session) { s.Blocked = true }, token: "older", refused: true},
		{name: "last moment", change: func(s *identity.Session) { s.ExpiresAt = now.Add(1) }},
		{name: "expired", change: func(s *identity.Session) { s.ExpiresAt = now }, refused: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			session := identity.Session{
				Username:         "alice",
				RefreshTokenHash: identity.HashRefreshToken("secret"),
				ExpiresAt:        now.Add(time.Hour),
			}
			if tt.change != nil {
				tt.change(&session)
			}
			username, token := "alice", "secret"
			if tt.username != "" {
				username = tt.username
			}
			if tt.token != "" {
				token = tt.token
			}
			err := session.CheckRenewal(username, token, now)
			if refused := errors.Is(err, fault.SessionInvalid); refused != tt.refused || (!refused && err != nil) {
				t.Errorf("CheckRenewal = %v, want refused %t", err, tt.refused)
			}
			if reused := errors.Is(err, identity.ErrTokenReused); reused != tt.reused {
				t.Errorf("CheckRenewal = %v, want reused %t", err, tt.reused)
			}
		})
	}
}
