package postgres_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

func order(from, to ledger.Account, amount money.Amount) ledger.Order {
	return ledger.Order{Username: from.Owner, FromAccountID: from.ID, ToAccountID: to.ID, Amount: amount, Currency: money.USD}
}

func TestTransfer(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)

	got, err := store.Transfer(t.Context(), order(alice, bob, 30))
	if err != nil {
		t.Fatal(err)
	}

	at := got.Transfer.CreatedAt
	after := func(a ledger.Account, balance money.Amount) ledger.Account {
		a.Balance = balance
		return a
	}
	want := ledger.Posting{
		Transfer:    ledger.Transfer{ID: got.Transfer.ID, FromAccountID: alice.ID, ToAccountID: bob.ID, Amount: 30, CreatedAt: at},
		FromAccount: after(alice, 70),
		ToAccount:   after(bob, 30),
		FromEntry:   ledger.Entry{ID: got.FromEntry.ID, AccountID: alice.ID, Amount: -30, CreatedAt: at},
		ToEntry:     ledger.Entry{ID: got.ToEntry.ID, AccountID: bob.ID, Amount: 30, CreatedAt: at},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("posting (-want +got):\n%s", diff)
	}
	if at.IsZero() || at.Location() != time.UTC || got.Transfer.ID <= 0 || got.FromEntry.ID == got.ToEntry.ID {
		t.Errorf("ids and times of %+v", got)
	}
	if a, b := balance(t, store, alice.ID), balance(t, store, bob.ID); a != 70 || b != 30 {
		t.Errorf("balances %d and %d, want 70 and 30", a, b)
	}
	checkBooks(t, db)
}

func TestRefusedTransferLeavesNothing(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)

	for _, tt := range []struct {
		order ledger.Order
		want  error
	}{
		{order(alice, bob, 101), fault.InsufficientFunds},
		{order(alice, alice, 1), fault.SameAccount},
		{order(alice, ledger.Account{ID: math.MaxInt64}, 1), fault.AccountNotFound},
		{order(alice, ledger.Account{ID: 1}, 1), fault.AccountNotFound}, // a system account
	} {
		if _, err := store.Transfer(t.Context(), tt.order); !errors.Is(err, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.order, err, tt.want)
		}
	}

	var transfers int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM transfers").Scan(&transfers); err != nil {
		t.Fatal(err)
	}
	if transfers != 1 { // the deposit
		t.Errorf("%d transfers are stored, want 1", transfers)
	}
	checkBooks(t, db)
}

func TestCash(t *testing.T) {
	store, db := open(t)
	alice := newAccount(t, store, "alice", 0)

	in, err := store.Deposit(t.Context(), alice.ID, 50)
	if err != nil {
		t.Fatal(err)
	}
	out, err := store.Withdraw(t.Context(), alice.ID, 20)
	if err != nil {
		t.Fatal(err)
	}
	if !in.FromAccount.System() || in.FromAccount.Balance != -50 || in.ToAccount.Balance != 50 {
		t.Errorf("deposit: %+v", in)
	}
	if !out.ToAccount.System() || out.ToAccount.Balance != -30 || out.FromAccount.Balance != 30 {
		t.Errorf("withdrawal: %+v", out)
	}
	if _, err := store.Withdraw(t.Context(), alice.ID, 31); !errors.Is(err, fault.InsufficientFunds) {
		t.Errorf("withdrawal of too much: %v", err)
	}
	for _, id := range []int64{in.FromAccount.ID, math.MaxInt64} {
		if _, err := store.Deposit(t.Context(), id, 1); !errors.Is(err, fault.AccountNotFound) {
			t.Errorf("deposit into account %d: %v", id, err)
		}
	}
	checkBooks(t, db)
}

func TestBalanceDoesNotOverflow(t *testing.T) {
	store, db := open(t)
	alice := newAccount(t, store, "alice", math.MaxInt64)
	if _, err := store.Deposit(t.Context(), alice.ID, 1); !errors.Is(err, fault.BalanceOverflow) {
		t.Errorf("deposit into a full account: %v", err)
	}
	checkBooks(t, db)
}

func TestCancelledTransferLeavesNothing(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	unlock := lockAccount(t, db, alice)

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := store.Transfer(ctx, order(alice, bob, 1)); err == nil {
		t.Error("the transfer went past a lock")
	}
	unlock()
	if got := balance(t, store, alice.ID); got != 100 {
		t.Errorf("balance %d, want 100", got)
	}
	checkBooks(t, db)
}
