package api_test

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

// bank is a server with a banker and two customers.
type bank struct {
	*banktest.Server
	banker, alice, bob banktest.Client
	from, to           account // alice's with 100.00 USD, and bob's, empty
	euros              account // alice's, empty
}

func newBank(t testing.TB) bank {
	t.Helper()
	s := banktest.Start(t)
	b := bank{Server: s, banker: s.NewUser(t, "banker"), alice: s.NewUser(t, "alice"), bob: s.NewUser(t, "bob")}
	s.SetRole(t, "banker", identity.Banker)
	b.from, b.to = openAccount(t, b.alice, "USD"), openAccount(t, b.bob, "USD")
	b.euros = openAccount(t, b.alice, "EUR")
	b.from = banktest.Decode[posting](t, b.deposit(t, b.from, 10000)).ToAccount
	return b
}

func (b bank) deposit(t testing.TB, a account, amount int64) banktest.Answer {
	t.Helper()
	return b.banker.Post(t, "/accounts/"+id(a.ID)+"/deposits", object{"amount": amount})
}

func (b bank) order() object {
	return object{"from_account_id": b.from.ID, "to_account_id": b.to.ID, "amount": 2500, "currency": "USD"}
}

func TestTransfer(t *testing.T) {
	b := newBank(t)

	got := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order()))

	at := got.Transfer.CreatedAt
	from, to := b.from.holding(7500), b.to.holding(2500)
	want := posting{
		Transfer:    transfer{ID: got.Transfer.ID, FromAccountID: from.ID, ToAccountID: to.ID, Amount: 2500, Status: "booked", CreatedAt: at},
		FromAccount: from,
		ToAccount:   to,
		FromEntry:   entry{ID: got.FromEntry.ID, AccountID: from.ID, Amount: -2500, CreatedAt: at},
		ToEntry:     entry{ID: got.ToEntry.ID, AccountID: to.ID, Amount: 2500, CreatedAt: at},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("posting (-want +got):\n%s", diff)
	}
	if !isRecent(at) || got.Transfer.ID < 1 || got.FromEntry.ID == got.ToEntry.ID {
		t.Errorf("posting %+v", got)
	}
	if a := banktest.Decode[account](t, b.alice.Get(t, "/accounts/"+id(from.ID))); a != from {
		t.Errorf("source %+v, want %+v", a, from)
	}
	if a := banktest.Decode[account](t, b.bob.Get(t, "/accounts/"+id(to.ID))); a != to {
		t.Errorf("target %+v, want %+v", a, to)
	}
}

func TestTransferRefused(t *testing.T) {
	b := newBank(t)
	order := b.order()
	tests := []struct {
		name   string
		body   any
		status int
		code   string
		words  string
	}{
		{"no source", order.with("from_account_id", nil), 400, "invalid_argument", "from_account_id must be"},
		{"source 0", order.with("from_account_id", 0), 400, "invalid_argument", "from_account_id must be"},
		{"source a string", order.with("from_account_id", "1"), 400, "invalid_argument", "from_account_id must be a whole number"},
		{"no target", order.with("to_account_id", nil), 400, "invalid_argument", "to_account_id must be"},
		{"target too large", order.with("to_account_id", 1e30), 400, "invalid_argument", "to_account_id must be"},
		{"no amount", order.with("amount", nil), 400, "invalid_argument", "amount must be"},
		{"amount 0", order.with("amount", 0), 400, "invalid_argument", "amount must be a whole number of minor units above zero"},
		{"amount below 0", order.with("amount", -1), 400, "invalid_argument", "amount must be"},
		{"amount with a fraction", order.with("amount", 1.5), 400, "invalid_argument", "amount must be a whole number"},
		{"amount over 63 bits", order.with("amount", uint64(math.MaxInt64)+1), 400, "invalid_argument", "amount must be a whole number"},
		{"no currency", order.with("currency", nil), 400, "unknown_currency", "currency must be the ISO 4217 code"},
		{"unknown currency", order.with("currency", "XYZ"), 400, "unknown_currency", "currency must be the ISO 4217 code"},
		{"same account", order.with("to_account_id", b.from.ID), 400, "same_account", ""},
		{"source missing", order.with("from_account_id", math.MaxInt64), 404, "account_not_found", ""},
		{"source a system account", order.with("from_account_id", 1), 404, "account_not_found", ""},
		{"source in another currency", order.with("currency", "EUR"), 400, "currency_mismatch", ""},
		{"source somebody else's", order.with("from_account_id", b.to.ID).with("to_account_id", b.from.ID), 401, "not_owner", ""},
		{"source somebody else's in another currency",
			order.with("from_account_id", b.to.ID).with("to_account_id", b.from.ID).with("currency", "EUR"), 401, "not_owner", ""},
		{"target missing", order.with("to_account_id", math.MaxInt64), 404, "account_not_found", ""},
		{"target a system account", order.with("to_account_id", 1), 404, "account_not_found", ""},
		{"target in another currency", order.with("to_account_id", b.euros.ID), 400, "currency_mismatch", ""},
		{"too much", order.with("amount", 10001), 422, "insufficient_funds", "100.00 USD"},
		{"far too much", order.with("amount", math.MaxInt64), 422, "insufficient_funds", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b.alice.Post(t, "/transfers", tt.body).WantRefusal(t, tt.status, tt.code, tt.words)
		})
	}
	if a := banktest.Decode[account](t, b.alice.Get(t, "/accounts/"+id(b.from.ID))); a.Balance != 10000 {
		t.Errorf("balance %d after refused transfers, want 10000", a.Balance)
	}
}

func TestBalanceDoesNotOverflow(t *testing.T) {
	b := newBank(t)
	b.deposit(t, b.from, math.MaxInt64).WantRefusal(t, http.StatusUnprocessableEntity, "balance_overflow")
	// Nor does that of the system account, which owes what all accounts hold.
	banktest.Decode[posting](t, b.deposit(t, b.to, math.MaxInt64-10000))
	b.deposit(t, b.to, 2).WantRefusal(t, http.StatusUnprocessableEntity, "balance_overflow")

	// All that there can be is one more than one account can hold.
	banktest.Decode[posting](t, b.deposit(t, b.to, 1))
	whole := b.order().with("amount", 10000)
	b.alice.Post(t, "/transfers", whole).WantRefusal(t, http.StatusUnprocessableEntity, "balance_overflow")
	b.alice.Post(t, "/transfers/batch", legs(b.leg(1), b.leg(9999))).WantLegRefusal(t, 1, http.StatusUnprocessableEntity, "balance_overflow")
	reserved := b.reserve(t, 10000)
	b.alice.Post(t, transferPath(reserved)+"/post", "").WantRefusal(t, http.StatusUnprocessableEntity, "balance_overflow")
	banktest.Decode[hold](t, b.alice.Post(t, transferPath(reserved)+"/void", ""))
	sent := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", whole.with("amount", 1)))
	back := object{"from_account_id": b.to.ID, "to_account_id": b.from.ID, "amount": math.MaxInt64 - 9999, "currency": "USD"}
	banktest.Decode[posting](t, b.bob.Post(t, "/transfers", back))
	b.bob.Post(t, reversePath(sent), "").WantRefusal(t, http.StatusUnprocessableEntity, "balance_overflow")
}

func TestManyTransfersAtOnce(t *testing.T) {
	b := newBank(t)
	b.deposit(t, b.to, 10000)
	there, back := b.order().with("amount", 7), b.order().with("amount", 7)
	back["from_account_id"], back["to_account_id"] = b.to.ID, b.from.ID

	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			client, order := b.alice, there
			if i%2 == 1 {
				client, order = b.bob, back
			}
			if a := client.Post(t, "/transfers", order); a.Status != http.StatusOK {
				t.Errorf("transfer: %d %s", a.Status, a.Body)
			}
		})
	}
	all.Wait()

	for _, c := range []struct {
		banktest.Client
		account
	}{{b.alice, b.from}, {b.bob, b.to}} {
		if a := banktest.Decode[account](t, c.Get(t, "/accounts/"+id(c.ID))); a.Balance != 10000 {
			t.Errorf("balance of %s is %d, want 10000", a.Owner, a.Balance)
		}
	}
}
