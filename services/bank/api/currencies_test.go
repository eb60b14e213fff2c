package api_test

import (
	"fmt"
	"math"
	"net/http"
	"testing"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/services/bank/banktest"
)

// TestEveryCurrency shows that money can come into an account in each, which
// takes the system account.
func TestEveryCurrency(t *testing.T) {
	server := banktest.Start(t)
	banker := server.NewUser(t, "banker")
	server.SetRole(t, "banker", identity.Banker)
	for _, currency := range money.Currencies() {
		a := openAccount(t, banker, string(currency))
		p := banktest.Decode[posting](t, banker.Post(t, "/accounts/"+id(a.ID)+"/deposits", object{"amount": 1}))
		if p.ToAccount.Balance != 1 || p.FromAccount.Currency != string(currency) || p.FromAccount.Balance != -1 {
			t.Errorf("deposit in %s: %+v", currency, p)
		}
	}
}

// TestMinorDigits moves money in currencies with 0 and 3 decimal places: amounts
// are in minor units all the same, and errors say them in major ones.
func TestMinorDigits(t *testing.T) {
	b := newBank(t)
	for currency, major := range map[string]struct{ held, asked string }{
		"JPY": {"12345 JPY", "12346 JPY"},
		"KWD": {"12.345 KWD", "12.346 KWD"},
	} {
		t.Run(currency, func(t *testing.T) {
			from, to := openAccount(t, b.alice, currency), openAccount(t, b.bob, currency)
			from = banktest.Decode[posting](t, b.deposit(t, from, 12345)).ToAccount
			refusal := fmt.Sprintf("account %d holds %s, less than %s", from.ID, major.held, major.asked)
			order := object{"from_account_id": from.ID, "to_account_id": to.ID, "amount": 12346, "currency": currency}
			withdrawals := "/accounts/" + id(from.ID) + "/withdrawals"

			b.alice.Post(t, "/transfers", order).
				WantRefusal(t, http.StatusUnprocessableEntity, "insufficient_funds", refusal)
			b.banker.Post(t, withdrawals, object{"amount": 12346}).
				WantRefusal(t, http.StatusUnprocessableEntity, "insufficient_funds", refusal)
			b.deposit(t, from, math.MaxInt64).
				WantRefusal(t, http.StatusUnprocessableEntity, "balance_overflow")
			b.alice.Post(t, "/transfers", order.with("to_account_id", b.to.ID)).
				WantRefusal(t, http.StatusBadRequest, "currency_mismatch", "is in USD, not in "+currency)
			b.alice.Post(t, "/transfers", order.with("amount", 123.45)).
				WantRefusal(t, http.StatusBadRequest, "invalid_argument", "amount must be a whole number")

			moved := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", order.with("amount", 12000)))
			out := banktest.Decode[posting](t, b.banker.Post(t, withdrawals, object{"amount": 345}))
			if moved.FromAccount.Balance != 345 || moved.ToAccount.Balance != 12000 || moved.ToAccount.Currency != currency {
				t.Errorf("transfer %+v", moved)
			}
			if out.FromAccount.Balance != 0 || out.ToAccount.Balance != -12000 {
				t.Errorf("withdrawal %+v", out)
			}
		})
	}
}
