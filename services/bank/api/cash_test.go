package api_test

import (
	"math"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

func TestCash(t *testing.T) {
	b := newBank(t)
	path := "/accounts/" + id(b.to.ID)

	in := banktest.Decode[posting](t, b.banker.Post(t, path+"/deposits", object{"amount": 500}))
	out := banktest.Decode[posting](t, b.banker.Post(t, path+"/withdrawals", object{"amount": 200}))

	system := in.FromAccount
	want := posting{
		Transfer: transfer{ID: in.Transfer.ID, FromAccountID: system.ID, ToAccountID: b.to.ID, Amount: 500, Status: "booked", CreatedAt: in.Transfer.CreatedAt},
		// The system account owes the 100.00 of the other account too.
		FromAccount: account{ID: system.ID, Currency: "USD", CreatedAt: system.CreatedAt}.holding(-10500),
		ToAccount:   account{ID: b.to.ID, Owner: "bob", Currency: "USD", CreatedAt: b.to.CreatedAt}.holding(500),
		FromEntry:   entry{ID: in.FromEntry.ID, AccountID: system.ID, Amount: -500, CreatedAt: in.Transfer.CreatedAt},
		ToEntry:     entry{ID: in.ToEntry.ID, AccountID: b.to.ID, Amount: 500, CreatedAt: in.Transfer.CreatedAt},
	}
	if diff := cmp.Diff(want, in); diff != "" {
		t.Errorf("deposit (-want +got):\n%s", diff)
	}
	if out.FromAccount.Balance != 300 || out.ToAccount.Balance != -10300 || out.ToAccount.ID != system.ID || out.FromEntry.Amount != -200 {
		t.Errorf("withdrawal %+v", out)
	}
}

func TestCashRefused(t *testing.T) {
	b := newBank(t)
	path := "/accounts/" + id(b.from.ID)
	one := object{"amount": 1}
	tests := []struct {
		name   string
		client banktest.Client
		path   string
		body   any
		status int
		code   string
	}{
		{"depositor deposits", b.alice, path + "/deposits", one, 403, "role_required"},
		{"depositor withdraws", b.alice, path + "/withdrawals", one, 403, "role_required"},
		{"deposit of nothing", b.banker, path + "/deposits", object{}, 400, "invalid_argument"},
		{"deposit of 0", b.banker, path + "/deposits", object{"amount": 0}, 400, "invalid_argument"},
		{"withdrawal below 0", b.banker, path + "/withdrawals", object{"amount": -5}, 400, "invalid_argument"},
		{"withdrawal of a string", b.banker, path + "/withdrawals", object{"amount": "5"}, 400, "invalid_argument"},
		{"currency of a deposit", b.banker, path + "/deposits", one.with("currency", "EUR"), 400, "invalid_argument"},
		{"its own currency", b.banker, path + "/withdrawals", one.with("currency", "USD"), 400, "invalid_argument"},
		{"amount twice", b.banker, path + "/deposits", `{"amount": 1, "amount": 1}`, 400, "invalid_argument"},
		{"bad id", b.banker, "/accounts/x/deposits", one, 400, "invalid_argument"},
		{"id too large", b.banker, "/accounts/9223372036854775808/withdrawals", one, 400, "invalid_argument"},
		{"missing account", b.banker, "/accounts/999/deposits", one, 404, "account_not_found"},
		{"missing account to withdraw from", b.banker, "/accounts/999/withdrawals", one, 404, "account_not_found"},
		{"system account", b.banker, "/accounts/1/deposits", one, 404, "account_not_found"},
		{"system account to withdraw from", b.banker, "/accounts/1/withdrawals", one, 404, "account_not_found"},
		{"too much", b.banker, path + "/withdrawals", object{"amount": 10001}, 422, "insufficient_funds"},
		{"deposit over the range", b.banker, path + "/deposits", object{"amount": math.MaxInt64}, 422, "balance_overflow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.client.Post(t, tt.path, tt.body).WantRefusal(t, tt.status, tt.code)
		})
	}
}

func TestRoleChangeActsAtOnce(t *testing.T) {
	b := newBank(t)
	deposit := func() banktest.Answer { return b.deposit(t, b.to, 1) }

	b.SetRole(t, "banker", identity.Depositor)
	deposit().WantRefusal(t, http.StatusForbidden, "role_required")
	b.SetRole(t, "banker", identity.Banker)
	banktest.Decode[posting](t, deposit())
}
