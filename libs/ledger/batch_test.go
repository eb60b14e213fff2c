package ledger_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// leg returns an order of a banker's, who may move everybody's money.
func leg(from, to int64, amount money.Amount) ledger.Order {
	return ledger.Order{Username: "banker", ActsOnAny: true, FromAccountID: from, ToAccountID: to, Amount: amount, Currency: money.USD}
}

func TestBatch(t *testing.T) {
	as := accounts()
	// The second and the third leg pay with what the one before has brought.
	batch := ledger.Batch{leg(aliceUSD, bobUSD, 100), leg(bobUSD, aliceUSD, 300), leg(aliceUSD, bobUSD, 250)}
	got, err := batch.Transfer(as)
	if err != nil {
		t.Fatal(err)
	}
	var balances [][2]money.Amount
	for _, p := range got {
		balances = append(balances, [2]money.Amount{p.FromAccount.Balance, p.ToAccount.Balance})
	}
	if diff := cmp.Diff([][2]money.Amount{{0, 300}, {0, 300}, {50, 250}}, balances); diff != "" {
		t.Errorf("balances after each leg (-want +got):\n%s", diff)
	}
	want := []ledger.Account{
		{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 50},
		{ID: bobUSD, Owner: "bob", Currency: money.USD, Balance: 250},
	}
	if diff := cmp.Diff(want, ledger.Final(got)); diff != "" {
		t.Errorf("accounts in the end (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(accounts(), as); diff != "" {
		t.Errorf("the accounts given have changed (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{aliceUSD, bobUSD}, batch.AccountIDs()); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestBatchRefused(t *testing.T) {
	many := make(ledger.Batch, ledger.MaxLegs+1)
	for i := range many {
		many[i] = leg(bobUSD, aliceUSD, 1)
	}
	for name, batch := range map[string]ledger.Batch{"too many": many, "none": nil} {
		_, err := batch.Transfer(accounts())
		var leg *ledger.LegError
		if !errors.Is(err, fault.InvalidArgument) || errors.As(err, &leg) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := many[:200].Transfer(accounts()); err != nil {
		t.Errorf("200 legs of 1: %v", err)
	}
	tests := []struct {
		name  string
		batch ledger.Batch
		leg   int
		code  fault.Code
		text  string
	}{
		{"the first", ledger.Batch{leg(aliceUSD, bobUSD, 0)}, 0, fault.InvalidArgument, "leg 0: amount must be a whole number of minor units above zero"},
		{"what a leg before has spent", ledger.Batch{leg(aliceUSD, bobUSD, 60), leg(aliceUSD, bobUSD, 60)}, 1, fault.InsufficientFunds,
			"leg 1: account 10 has 0.40 USD available, less than 0.60 USD"},
		{"what a leg brings too late", ledger.Batch{leg(aliceUSD, bobUSD, 101), leg(bobUSD, aliceUSD, 1)}, 0, fault.InsufficientFunds, ""},
		{"another currency", ledger.Batch{leg(aliceUSD, bobUSD, 1), leg(aliceUSD, bobUSD, 1), leg(bobUSD, aliceEUR, 1)}, 2, fault.CurrencyMismatch, ""},
		{"201st unit", many[:201], 200, fault.InsufficientFunds, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.batch.Transfer(accounts())
			var leg *ledger.LegError
			if !errors.As(err, &leg) || leg.Leg != tt.leg || !errors.Is(err, tt.code) || (tt.text != "" && err.Error() != tt.text) {
				t.Errorf("error %v, want %s of leg %d", err, tt.code, tt.leg)
			}
		})
	}
}
