package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
