package ledger_test

import (
	"math/rand/v2"
	"testing"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// TestBooksBalance makes thousands of random moves, good and bad, and checks
// after each that all balances still sum to zero and none is overdrawn.
func TestBooksBalance(t *testing.T) {
	as := ledger.Accounts{
		1: {ID: 1, Currency: money.USD},
		2: {ID: 2, Owner: "u", Currency: money.USD},
		3: {ID: 3, Owner: "u", Currency: money.USD},
		4: {ID: 4, Owner: "u", Currency: money.USD},
	}
	random := rand.New(rand.NewPCG(1, 2))
	posted := 0
	for range 10_000 {
		amount := money.Amount(random.Int64N(1000) - 10)
		from, to := 1+random.Int64N(4), 1+random.Int64N(4)
		var p ledger.Posting
		var err error
		switch random.IntN(3) {
		case 0:
			p, err = ledger.Deposit(to, amount, as)
		case 1:
			p, err = ledger.Withdraw(from, amount, as)
		default:
			order := ledger.Order{Username: "u", FromAccountID: from, ToAccountID: to, Amount: amount, Currency: money.USD}
			p, err = order.Transfer(as)
		}
		if err != nil {
			continue
		}
		posted++
		if p.FromEntry.Amount+p.ToEntry.Amount != 0 {
			t.Fatalf("entries do not sum to zero: %+v", p)
		}
		as[p.FromAccount.ID], as[p.ToAccount.ID] = p.FromAccount, p.ToAccount
		var sum money.Amount
		for _, a := range as {
			sum += a.Balance
			if !a.System() && a.Balance < 0 {
				t.Fatalf("account %d is overdrawn: %d", a.ID, a.Balance)
			}
		}
		if sum != 0 {
			t.Fatalf("balances sum to %d after %+v", sum, p)
		}
	}
	if posted < 1000 {
		t.Errorf("only %d moves were possible; the test tests too little", posted)
	}
}
