package postgres_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

// TestTransfersInBothDirections would dead-lock if a transfer locked its source
// first.
func TestTransfersInBothDirections(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 1000)

	var all sync.WaitGroup
	for i := range 200 {
		from, to := alice, bob
		if i%2 == 1 {
			from, to = bob, alice
		}
		all.Go(func() {
			if _, err := store.Transfer(t.Context(), order(from, to, 10)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()

	if a, b := balance(t, store, alice.ID), balance(t, store, bob.ID); a != 1000 || b != 1000 {
		t.Errorf("balances %d and %d, want 1000 each", a, b)
	}
	checkBooks(t, db)
}

func TestTransfersInARing(t *testing.T) {
	store, db := open(t)
	ring := []ledger.Account{
		newAccount(t, store, "alice", 1000),
		newAccount(t, store, "bob", 1000),
		newAccount(t, store, "carol", 1000),
	}
	var all sync.WaitGroup
	for i := range 201 {
		from, to := ring[i%3], ring[(i+1)%3]
		all.Go(func() {
			if _, err := store.Transfer(t.Context(), order(from, to, 10)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()

	for _, a := range ring {
		if got := balance(t, store, a.ID); got != 1000 {
			t.Errorf("balance of %s is %d, want 1000", a.Owner, got)
		}
	}
	checkBooks(t, db)
}

// TestCashBesideTransfers mixes moves that lock a system account with moves
// that do not.
func TestCashBesideTransfers(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 1000)
	moves := []func() error{
		func() error { _, err := store.Deposit(t.Context(), alice.ID, 3); return err },
		func() error { _, err := store.Transfer(t.Context(), order(alice, bob, 3)); return err },
		func() error { _, err := store.Withdraw(t.Context(), bob.ID, 3); return err },
	}
	var all sync.WaitGroup
	for i := range 150 {
		all.Go(func() {
			if err := moves[i%3](); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()

	if a, b := balance(t, store, alice.ID), balance(t, store, bob.ID); a != 1000 || b != 1000 {
		t.Errorf("balances %d and %d, want 1000 each", a, b)
	}
	checkBooks(t, db)
}

func TestOverdraftRace(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 70), newAccount(t, store, "bob", 0)
	moves := map[string]func() error{
		"withdrawal": func() error { _, err := store.Withdraw(t.Context(), alice.ID, 10); return err },
		"transfer":   func() error { _, err := store.Transfer(t.Context(), order(alice, bob, 10)); return err },
	}
	var succeeded, refused atomic.Int32
	var all sync.WaitGroup
	for name, move := range moves {
		for range 25 {
			all.Go(func() {
				switch err := move(); {
				case err == nil:
					succeeded.Add(1)
				case errors.Is(err, fault.InsufficientFunds):
					refused.Add(1)
				default:
					t.Errorf("%s: %v", name, err)
				}
			})
		}
	}
	all.Wait()

	if succeeded.Load() != 7 || refused.Load() != 43 {
		t.Errorf("%d moves succeeded and %d were refused, want 7 and 43", succeeded.Load(), refused.Load())
	}
	if got := balance(t, store, alice.ID); got != 0 {
		t.Errorf("balance %d, want 0", got)
	}
	checkBooks(t, db)
}
