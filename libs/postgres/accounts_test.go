package postgres_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

func TestCreateAccount(t *testing.T) {
	store, _ := open(t)
	newUser(t, store, "alice")

	created, err := store.CreateAccount(t.Context(), "alice", money.EUR)
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Account{ID: created.ID, Owner: "alice", Currency: money.EUR, CreatedAt: created.CreatedAt}
	if diff := cmp.Diff(want, created); diff != "" || created.ID <= 0 || created.CreatedAt.IsZero() {
		t.Errorf("created account (-want +got):\n%s", diff)
	}
	got, err := store.Account(t.Context(), created.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(created, got); diff != "" {
		t.Errorf("account as created and as read (-created +read):\n%s", diff)
	}

	if _, err := store.CreateAccount(t.Context(), "alice", money.EUR); !errors.Is(err, fault.AccountExists) {
		t.Errorf("second account in EUR: %v, want account_exists", err)
	}
	if _, err := store.CreateAccount(t.Context(), "nobody", money.EUR); !errors.Is(err, fault.UserNotFound) {
		t.Errorf("account of nobody: %v, want user_not_found", err)
	}
}

func TestAccountsInPages(t *testing.T) {
	store, _ := open(t)
	var want []ledger.Account
	newUser(t, store, "bob")
	newUser(t, store, "alice")
	for _, currency := range []money.Currency{money.USD, money.EUR, money.CAD} {
		if _, err := store.CreateAccount(t.Context(), "bob", currency); err != nil {
			t.Fatal(err)
		}
		a, err := store.CreateAccount(t.Context(), "alice", currency)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, a)
	}
	tests := []struct {
		owner         string
		limit, offset int64
		want          []ledger.Account
	}{
		{"alice", 10, 0, want},
		{"alice", 2, 0, want[:2]},
		{"alice", 2, 2, want[2:]},
		{"alice", 2, 3, nil},
		{"alice", 10, math.MaxInt32 * 10, nil},
		{"nobody", 10, 0, nil},
		{"", 10, 0, nil}, // not the system accounts
	}
	for _, tt := range tests {
		got, err := store.Accounts(t.Context(), tt.owner, tt.limit, tt.offset)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Accounts(%q, %d, %d) (-want +got):\n%s", tt.owner, tt.limit, tt.offset, diff)
		}
	}
}

func TestDatabaseKeepsAccountsFromOverdraft(t *testing.T) {
	store, db := open(t)
	a := newAccount(t, store, "alice", 5)
	if _, err := db.ExecContext(t.Context(), "UPDATE accounts SET balance = -1 WHERE id = $1", a.ID); err == nil {
		t.Error("the database took a negative balance")
	}
}
