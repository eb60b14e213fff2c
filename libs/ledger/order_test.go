package ledger_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

func TestTransfer(t *testing.T) {
	order := ledger.Order{Username: "alice", FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 30, Currency: money.USD}

	got, err := order.Transfer(accounts())
	if err != nil {
		t.Fatal(err)
	}

	want := ledger.Posting{
		Transfer:    ledger.Transfer{FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 30},
		FromAccount: ledger.Account{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 70},
		ToAccount:   ledger.Account{ID: bobUSD, Owner: "bob", Currency: money.USD, Balance: 230},
		FromEntry:   ledger.Entry{AccountID: aliceUSD, Amount: -30},
		ToEntry:     ledger.Entry{AccountID: bobUSD, Amount: 30},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("posting (-want +got):\n%s", diff)
	}
}

func TestTransferOfWholeBalance(t *testing.T) {
	order := ledger.Order{Username: "alice", FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 100, Currency: money.USD}
	got, err := order.Transfer(accounts())
	if err != nil || got.FromAccount.Balance != 0 {
		t.Errorf("balance %d, %v; want 0", got.FromAccount.Balance, err)
	}
}

func TestTransferOnBehalfOfTheOwner(t *testing.T) {
	order := ledger.Order{
		Username: "banker", ActsOnAny: true, FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 30, Currency: money.USD,
	}
	if got, err := order.Transfer(accounts()); err != nil || got.FromAccount.Balance != 70 {
		t.Errorf("balance %d, %v; want 70", got.FromAccount.Balance, err)
	}
	order.FromAccountID = systemUSD
	if _, err := order.Transfer(accounts()); !errors.Is(err, fault.AccountNotFound) {
		t.Errorf("transfer out of a system account: %v, want account_not_found", err)
	}
}

func TestTransferRefused(t *testing.T) {
	// Every row has all the faults of the rows below it that it can have, so
	// that the order in which faults are looked for is tested too.
	tests := []struct {
		name     string
		username string
		from, to int64
		amount   money.Amount
		currency money.Currency
		want     fault.Code
	}{
		{"nothing", "mallory", aliceUSD, aliceUSD, 0, money.EUR, fault.InvalidArgument},
		{"less than nothing", "mallory", aliceUSD, aliceUSD, -1, money.EUR, fault.InvalidArgument},
		{"least", "mallory", aliceUSD, aliceUSD, math.MinInt64, money.EUR, fault.InvalidArgument},
		{"same account", "mallory", missing, missing, 1000, money.EUR, fault.SameAccount},
		{"source missing", "mallory", missing, aliceUSD, 1000, money.EUR, fault.AccountNotFound},
		{"source is a system account", "mallory", systemUSD, aliceUSD, 1000, money.EUR, fault.AccountNotFound},
		{"source a system account, user without a name", "", systemUSD, aliceUSD, 1, money.USD, fault.AccountNotFound},
		{"source not the user's", "mallory", aliceUSD, missing, 1000, money.EUR, fault.NotOwner},
		{"source in another currency", "alice", aliceUSD, missing, 1000, money.EUR, fault.CurrencyMismatch},
		{"target missing", "alice", aliceUSD, missing, 1000, money.USD, fault.AccountNotFound},
		{"target is a system account", "alice", aliceUSD, systemUSD, 1000, money.USD, fault.AccountNotFound},
		{"target in another currency", "alice", aliceUSD, aliceEUR, 1000, money.USD, fault.CurrencyMismatch},
		{"one minor unit too much", "alice", aliceUSD, bobUSD, 101, money.USD, fault.InsufficientFunds},
		{"most", "alice", aliceUSD, bobUSD, math.MaxInt64, money.USD, fault.InsufficientFunds},
		{"target full", "alice", aliceUSD, fullUSD, 1, money.USD, fault.BalanceOverflow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			order := ledger.Order{Username: tt.username, FromAccountID: tt.from, ToAccountID: tt.to, Amount: tt.amount, Currency: tt.currency}
			got, err := order.Transfer(accounts())
			if !errors.Is(err, tt.want) {
				t.Errorf("Transfer = %+v, %v; want %s", got, err, tt.want)
			}
		})
	}
}
