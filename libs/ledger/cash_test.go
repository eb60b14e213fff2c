package ledger_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

func TestDeposit(t *testing.T) {
	got, err := ledger.Deposit(aliceUSD, 40, accounts())
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Posting{
		Transfer:    ledger.Transfer{FromAccountID: systemUSD, ToAccountID: aliceUSD, Amount: 40},
		FromAccount: ledger.Account{ID: systemUSD, Currency: money.USD, Balance: -340},
		ToAccount:   ledger.Account{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 140},
		FromEntry:   ledger.Entry{AccountID: systemUSD, Amount: -40},
		ToEntry:     ledger.Entry{AccountID: aliceUSD, Amount: 40},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("posting (-want +got):\n%s", diff)
	}
}

func TestWithdraw(t *testing.T) {
	got, err := ledger.Withdraw(aliceUSD, 40, accounts())
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Posting{
		Transfer:    ledger.Transfer{FromAccountID: aliceUSD, ToAccountID: systemUSD, Amount: 40},
		FromAccount: ledger.Account{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 60},
		ToAccount:   ledger.Account{ID: systemUSD, Currency: money.USD, Balance: -260},
		FromEntry:   ledger.Entry{AccountID: aliceUSD, Amount: -40},
		ToEntry:     ledger.Entry{AccountID: systemUSD, Amount: 40},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("posting (-want +got):\n%s", diff)
	}
}

func TestCashRefused(t *testing.T) {
	type move func(int64, money.Amount, ledger.Accounts) (ledger.Posting, error)
	tests := []struct {
		name   string
		move   move
		id     int64
		amount money.Amount
		want   fault.Code
	}{
		{"deposit of nothing", ledger.Deposit, missing, 0, fault.InvalidArgument},
		{"deposit of less than nothing", ledger.Deposit, missing, -1, fault.InvalidArgument},
		{"deposit into no account", ledger.Deposit, missing, 1, fault.AccountNotFound},
		{"deposit into a system account", ledger.Deposit, systemUSD, 1, fault.AccountNotFound},
		{"deposit into a full account", ledger.Deposit, fullUSD, 1, fault.BalanceOverflow},
		{"deposit of what the system account cannot owe", ledger.Deposit, aliceEUR, 1, fault.BalanceOverflow},
		{"withdrawal of nothing", ledger.Withdraw, missing, 0, fault.InvalidArgument},
		{"withdrawal from no account", ledger.Withdraw, missing, 1, fault.AccountNotFound},
		{"withdrawal from a system account", ledger.Withdraw, systemUSD, 1, fault.AccountNotFound},
		{"withdrawal of too much", ledger.Withdraw, aliceUSD, 101, fault.InsufficientFunds},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := tt.move(tt.id, tt.amount, accounts()); !errors.Is(err, tt.want) {
				t.Errorf("got %+v, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestCashNeedsSystemAccount(t *testing.T) {
	as := accounts()
	delete(as, systemUSD)
	got, err := ledger.Deposit(aliceUSD, 1, as)
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		t.Errorf("Deposit = %+v, %v; want an error that is not the caller's", got, err)
	}
}
