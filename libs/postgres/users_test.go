package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres/postgrestest"
)

func TestCreateUser(t *testing.T) {
	store, _ := open(t)
	created := newUser(t, store, "alice")

	want := identity.User{
		Username:          "alice",
		Role:              identity.Depositor,
		PasswordHash:      "hash",
		FullName:          "Full Name",
		Email:             "alice@example.com",
		PasswordChangedAt: created.CreatedAt,
		CreatedAt:         created.CreatedAt,
	}
	if diff := cmp.Diff(want, created); diff != "" {
		t.Errorf("created user (-want +got):\n%s", diff)
	}
	if since := time.Since(created.CreatedAt); since < -time.Minute || since > time.Minute || created.CreatedAt.Location() != time.UTC {
		t.Errorf("created at %v", created.CreatedAt)
	}
	got, err := store.User(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(created, got); diff != "" {
		t.Errorf("user as created and as read (-created +read):\n%s", diff)
	}
}

func TestUsersAreUnique(t *testing.T) {
	store, _ := open(t)
	newUser(t, store, "alice")
	tests := []struct {
		name, username, email string
		want                  error
	}{
		{"same name", "alice", "other@example.com", fault.UsernameTaken},
		{"same email", "bob", "alice@example.com", fault.EmailTaken},
		{"same email in capitals", "bob", "ALICE@example.com", fault.EmailTaken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := store.CreateUser(t.Context(), identity.User{Username: tt.username, Email: tt.email})
			if !errors.Is(err, tt.want) {
				t.Errorf("CreateUser: %v, want %v", err, tt.want)
			}
		})
	}
}

func TestUserNotFound(t *testing.T) {
	store := openStore(t, postgrestest.New(t))
	if _, err := store.User(t.Context(), "nobody"); !errors.Is(err, fault.UserNotFound) {
		t.Errorf("User: %v, want user_not_found", err)
	}
	if err := store.SetRole(t.Context(), "nobody", identity.Banker); !errors.Is(err, fault.UserNotFound) {
		t.Errorf("SetRole: %v, want user_not_found", err)
	}
}

// TestSetRole is as the owner of the tables: the service makes no bankers.
func TestSetRole(t *testing.T) {
	store := openStore(t, postgrestest.New(t))
	newUser(t, store, "alice")
	for _, role := range []identity.Role{identity.Banker, identity.Depositor} {
		if err := store.SetRole(t.Context(), "alice", role); err != nil {
			t.Fatal(err)
		}
		if u, err := store.User(t.Context(), "alice"); err != nil || u.Role != role {
			t.Errorf("role %q, %v; want %q", u.Role, err, role)
		}
	}
}

func TestChangePassword(t *testing.T) {
	store, _ := open(t)
	before := newUser(t, store, "alice")
	newUser(t, store, "bob")
	alices, bobs := newSession(t, store, "alice", time.Hour), newSession(t, store, "bob", time.Hour)

	changed, err := store.ChangePassword(t.Context(), "alice", "hash", "new hash")
	if err != nil {
		t.Fatal(err)
	}
	if changed.PasswordHash != "new hash" || !changed.PasswordChangedAt.After(before.PasswordChangedAt) {
		t.Errorf("user %+v", changed)
	}
	if got, err := store.User(t.Context(), "alice"); err != nil || got != changed {
		t.Errorf("user %+v, %v; want %+v", got, err, changed)
	}
	for session, blocked := range map[uuid.UUID]bool{alices.ID: true, bobs.ID: false} {
		if got, err := store.Session(t.Context(), session); err != nil || got.Blocked != blocked {
			t.Errorf("session %+v, %v; want blocked %t", got, err, blocked)
		}
	}
	for _, username := range []string{"alice", "nobody"} {
		if _, err := store.ChangePassword(t.Context(), username, "hash", "other hash"); !errors.Is(err, fault.WrongPassword) {
			t.Errorf("change of an older password of %s: %v, want wrong_password", username, err)
		}
	}
}

// TestLoginsDuringChangeOfPassword is of log-ins with the old password that have
// been checked and are stored while the password changes.
func TestLoginsDuringChangeOfPassword(t *testing.T) {
	stores, _ := replicas(t)
	newUser(t, stores[0], "alice")
	hash := "hash"
	for i := range 20 {
		var all sync.WaitGroup
		for j := range 6 {
			all.Go(func() {
				err := stores[j%2].CreateSession(t.Context(), identity.Session{
					ID: uuid.New(), Username: "alice", RefreshTokenHash: []byte{}, ExpiresAt: time.Now().Add(time.Hour),
				}, hash)
				if err != nil && !errors.Is(err, fault.BadCredentials) {
					t.Error(err)
				}
			})
		}
		next := fmt.Sprint("hash", i)
		all.Go(func() {
			if _, err := stores[i%2].ChangePassword(t.Context(), "alice", hash, next); err != nil {
				t.Error(err)
			}
		})
		all.Wait()
		hash = next
		if left, err := stores[0].Sessions(t.Context(), "alice"); err != nil || len(left) != 0 {
			t.Errorf("%d sessions of the old password go on, %v", len(left), err)
		}
	}
}
