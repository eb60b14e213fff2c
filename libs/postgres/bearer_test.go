package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

func TestBearerRole(t *testing.T) {
	store, db := open(t)
	alice := newUser(t, store, "alice")
	newUser(t, store, "bob")
	// Not the service's to do.
	if _, err := db.ExecContext(t.Context(), "UPDATE users SET role = 'auditor' WHERE username = 'alice'"); err != nil {
		t.Fatal(err)
	}
	good, expired := newSession(t, store, "alice", time.Hour), newSession(t, store, "alice", -time.Second)
	ended, bobs := newSession(t, store, "alice", time.Hour), newSession(t, store, "bob", time.Hour)
	if err := store.EndSession(t.Context(), "alice", ended.ID); err != nil {
		t.Fatal(err)
	}
	before, after := alice.PasswordChangedAt.Add(-time.Microsecond), alice.PasswordChangedAt
	tests := []struct {
		name     string
		username string
		session  uuid.UUID
		issuedAt time.Time
		want     error
	}{
		{"good", "alice", good.ID, after, nil},
		{"expired", "alice", expired.ID, after, fault.SessionInvalid},
		{"ended", "alice", ended.ID, after, fault.SessionInvalid},
		{"somebody else's", "alice", bobs.ID, after, fault.SessionInvalid},
		{"unknown", "alice", uuid.New(), after, fault.SessionInvalid},
		{"not told", "alice", uuid.Nil, after, nil},
		{"not told, older than the password", "alice", uuid.Nil, before, fault.SessionInvalid},
		{"user is gone", "nobody", good.ID, after, fault.UserNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			role, err := store.BearerRole(t.Context(), tt.username, tt.session, tt.issuedAt)
			if !errors.Is(err, tt.want) || err == nil && role != identity.Auditor {
				t.Errorf("role %q, %v; want %v", role, err, tt.want)
			}
		})
	}
}
