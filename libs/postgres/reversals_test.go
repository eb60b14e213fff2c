package postgres_test

import (
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

func TestReverse(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	p, err := store.Transfer(t.Context(), order(alice, bob, 30))
	if err != nil {
		t.Fatal(err)
	}

	got, err := store.Reverse(t.Context(), p.Transfer.ID, ledger.Reversal{Username: "bob"})
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Transfer{ID: got.Transfer.ID, FromAccountID: bob.ID, ToAccountID: alice.ID, Amount: 30,
		ReversesTransferID: p.Transfer.ID, CreatedAt: got.Transfer.CreatedAt}
	if diff := cmp.Diff(want, got.Transfer); diff != "" {
		t.Errorf("transfer (-want +got):\n%s", diff)
	}
	if a, b := balance(t, store, alice.ID), balance(t, store, bob.ID); a != 100 || b != 0 {
		t.Errorf("balances %d and %d, want 100 and 0", a, b)
	}

	for _, tt := range []struct {
		id   int64
		want fault.Code
	}{
		{p.Transfer.ID, fault.AlreadyReversed}, // and not that bob has no funds
		{got.Transfer.ID, fault.NotReversible},
		{math.MaxInt64, fault.TransferNotFound},
	} {
		if _, err := store.Reverse(t.Context(), tt.id, ledger.Reversal{Username: "banker", Banker: true}); !errors.Is(err, tt.want) {
			t.Errorf("reverse transfer %d: %v, want %s", tt.id, err, tt.want)
		}
	}
	checkBooks(t, db)
}

func TestReversalsAtOnce(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	bob := newAccount(t, stores[0], "bob", 1000)
	p, err := stores[0].Transfer(t.Context(), order(alice, bob, 30))
	if err != nil {
		t.Fatal(err)
	}
	var reversed atomic.Int32
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			_, err := stores[i%2].Reverse(t.Context(), p.Transfer.ID, ledger.Reversal{Username: "bob"})
			if err == nil {
				reversed.Add(1)
			} else if !errors.Is(err, fault.AlreadyReversed) {
				t.Error(err)
			}
		})
		all.Go(func() { // and other work on the two accounts meanwhile
			if _, err := stores[i%2].Transfer(t.Context(), order(bob, alice, 1)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if a, b := balance(t, stores[0], alice.ID), balance(t, stores[0], bob.ID); reversed.Load() != 1 || a != 140 || b != 960 {
		t.Errorf("reversed %d times, balances %d and %d; want once, 140 and 960", reversed.Load(), a, b)
	}
	checkBooks(t, db)
}

// TestDatabaseKeepsReversals goes to the tables past the store, as the owner.
func TestDatabaseKeepsReversals(t *testing.T) {
	b := openBooks(t)
	const reversal = `WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id)
			VALUES ({bob}, {alice}, 30, {transfer}) RETURNING id
		) INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({bob}, -30), ({alice}, 30)) v (a, b)`
	tests := []struct {
		name, statement string
		refused         bool
	}{
		{"another amount", `WITH t AS (
				INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id)
				VALUES ({bob}, {alice}, 29, {transfer}) RETURNING id
			) INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({bob}, -29), ({alice}, 29)) v (a, b)`, true},
		{"the same direction", `WITH t AS (
				INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id)
				VALUES ({alice}, {bob}, 30, {transfer}) RETURNING id
			) INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -30), ({bob}, 30)) v (a, b)`, true},
		{"of no transfer", `INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id) VALUES ({bob}, {alice}, 30, 999)`, true},
		{"right", reversal, false},
		{"once more", reversal, true},
		{"of a reversal", `WITH t AS (
				INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id)
				SELECT {alice}, {bob}, 30, max(id) FROM transfers RETURNING id
			) INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -30), ({bob}, 30)) v (a, b)`, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := b.owner.ExecContext(t.Context(), b.fill(tt.statement)); (err != nil) != tt.refused {
				t.Errorf("the database: %v, want refused %t", err, tt.refused)
			}
		})
	}
	checkBooks(t, b.owner)
}
