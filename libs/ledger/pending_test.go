package ledger_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

func TestReserve(t *testing.T) {
	note := ledger.Note{Reference: "invoice 17"}
	order := ledger.Order{Username: "alice", FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 30, Currency: money.USD, Note: note}
	got, err := order.Reserve(accounts())
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Hold{
		Transfer: ledger.Transfer{FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 30, Note: note,
			Reservation: &ledger.Reservation{Status: ledger.Pending}},
		FromAccount: ledger.Account{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 100, Reserved: 30},
		ToAccount:   ledger.Account{ID: bobUSD, Owner: "bob", Currency: money.USD, Balance: 200},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hold (-want +got):\n%s", diff)
	}
}

// reserving returns accounts() with so much of alice's 100 USD reserved.
func reserving(amount money.Amount) ledger.Accounts {
	as := accounts()
	a := as[aliceUSD]
	a.Reserved = amount
	as[aliceUSD] = a
	return as
}

// TestReservedIsNotSpent tries every way to spend.
func TestReservedIsNotSpent(t *testing.T) {
	order := func(amount money.Amount) ledger.Order {
		return ledger.Order{Username: "alice", FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: amount, Currency: money.USD}
	}
	for name, spend := range map[string]func(money.Amount, ledger.Accounts) error{
		"transfer":   func(n money.Amount, as ledger.Accounts) error { _, err := order(n).Transfer(as); return err },
		"reserve":    func(n money.Amount, as ledger.Accounts) error { _, err := order(n).Reserve(as); return err },
		"withdrawal": func(n money.Amount, as ledger.Accounts) error { _, err := ledger.Withdraw(aliceUSD, n, as); return err },
		"batch": func(n money.Amount, as ledger.Accounts) error {
			_, err := ledger.Batch{order(n)}.Transfer(as)
			return err
		},
		"reversal": func(n money.Amount, as ledger.Accounts) error {
			_, err := ledger.Reversal{Username: "alice", Original: ledger.Transfer{FromAccountID: bobUSD, ToAccountID: aliceUSD, Amount: n}}.Transfer(as)
			return err
		},
	} {
		if err := spend(40, reserving(60)); err != nil {
			t.Errorf("%s of what is available: %v", name, err)
		}
		if err := spend(41, reserving(60)); !errors.Is(err, fault.InsufficientFunds) {
			t.Errorf("%s of more than is available: %v", name, err)
		}
	}
}

func TestReserveRefused(t *testing.T) {
	// That the target is full does not matter yet.
	order := ledger.Order{Username: "alice", FromAccountID: aliceUSD, ToAccountID: fullUSD, Amount: 1, Currency: money.USD}
	if _, err := order.Reserve(accounts()); err != nil {
		t.Errorf("target full: %v", err)
	}
	order.Username = "mallory"
	if _, err := order.Reserve(accounts()); !errors.Is(err, fault.NotOwner) {
		t.Errorf("of somebody else's: %v", err)
	}
	order.Username, order.Amount = "alice", math.MaxInt64
	if _, err := order.Reserve(accounts()); !errors.Is(err, fault.InsufficientFunds) {
		t.Errorf("of too much: %v", err)
	}
}

func TestParseLifetime(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 168 * time.Hour, "1s": time.Second, "15m": 15 * time.Minute, "720h": 720 * time.Hour} {
		if got, err := ledger.ParseLifetime(text); got != want || err != nil {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"0", "999ms", "720h1ns", "-1h", "15", "1d", "x", "9223372036854775808ns"} {
		if got, err := ledger.ParseLifetime(text); !errors.Is(err, fault.InvalidArgument) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// TestReservationsBalance makes thousands of random moves, with reservations
// among them, and checks after each that what is reserved is that of what is
// pending, and covered.
func TestReservationsBalance(t *testing.T) {
	as := ledger.Accounts{}
	for id := int64(1); id <= 3; id++ {
		as[id] = ledger.Account{ID: id, Owner: "u", Currency: money.USD, Balance: 1000}
	}
	random := rand.New(rand.NewPCG(1, 2))
	var pending []ledger.Transfer
	done := map[string]int{}
	for range 10_000 {
		order := ledger.Order{Username: "u", FromAccountID: 1 + random.Int64N(3), ToAccountID: 1 + random.Int64N(3),
			Amount: money.Amount(random.Int64N(400)), Currency: money.USD}
		var from, to ledger.Account
		var err error
		var what string
		i := 0
		if len(pending) > 0 {
			i = random.IntN(len(pending))
		}
		switch what = []string{"transfer", "reserve", "post", "void"}[random.IntN(4)]; {
		case what == "transfer":
			var p ledger.Posting
			p, err = order.Transfer(as)
			from, to = p.FromAccount, p.ToAccount
		case what == "reserve":
			var h ledger.Hold
			if h, err = order.Reserve(as); err == nil {
				pending = append(pending, h.Transfer)
			}
			from, to = h.FromAccount, h.ToAccount
		case len(pending) == 0:
			continue
		case what == "post":
			var p ledger.Posting
			p, err = ledger.Post{Username: "u", Pending: pending[i], Amount: order.Amount}.Transfer(as)
			from, to = p.FromAccount, p.ToAccount
		default:
			var h ledger.Hold
			h, err = ledger.Void{Username: "u", Pending: pending[i]}.Release(as)
			from, to = h.FromAccount, h.ToAccount
		}
		if err != nil {
			continue
		}
		done[what]++
		if what == "post" || what == "void" {
			pending = append(pending[:i], pending[i+1:]...)
		}
		as[from.ID], as[to.ID] = from, to
		reserved := map[int64]money.Amount{}
		for _, p := range pending {
			reserved[p.FromAccountID] += p.Amount
		}
		var sum money.Amount
		for id, a := range as {
			sum += a.Balance
			if a.Reserved != reserved[id] || a.Available() < 0 {
				t.Fatalf("after %s: account %+v, but %d is pending", what, a, reserved[id])
			}
		}
		if sum != 3000 {
			t.Fatalf("balances sum to %d after %s", sum, what)
		}
	}
	for _, what := range []string{"transfer", "reserve", "post", "void"} {
		if done[what] < 200 {
			t.Errorf("only %d of %s were possible; the test tests too little", done[what], what)
		}
	}
}
