package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

func TestSession(t *testing.T) {
	store, _ := open(t)
	newUser(t, store, "alice")
	want := identity.Session{
		ID:               uuid.New(),
		Username:         "alice",
		RefreshTokenHash: identity.HashRefreshToken("token"),
		UserAgent:        "curl/8",
		ClientIP:         "::1",
		Blocked:          true,
		ExpiresAt:        time.Now().UTC().Add(time.Hour).Truncate(time.Microsecond),
	}
	if err := store.CreateSession(t.Context(), want); err != nil {
		t.Fatal(err)
	}

	got, err := store.Session(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(identity.Session{}, "CreatedAt")); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if got.CreatedAt.IsZero() {
		t.Error("the session has no creation time")
	}
	if _, err := store.Session(t.Context(), uuid.New()); !errors.Is(err, fault.SessionInvalid) {
		t.Errorf("unknown session: %v, want session_invalid", err)
	}
}
