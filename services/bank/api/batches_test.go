package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

type batch struct {
	Transfers []transfer `json:"transfers"`
	Accounts  []account  `json:"accounts"`
}

// leg returns a transfer of alice's to bob, as a leg of a batch.
func (b bank) leg(amount int64) object {
	return object{"from_account_id": b.from.ID, "to_account_id": b.to.ID, "amount": amount}
}

func legs(legs ...any) object { return object{"currency": "USD", "legs": legs} }

func TestBatch(t *testing.T) {
	b := newBank(t)
	b.deposit(t, b.to, 1)
	banker := withKey(b.banker, "payroll")
	back := object{"from_account_id": b.to.ID, "to_account_id": b.from.ID, "amount": 10001} // what the first leg has brought, too
	body := legs(b.leg(10000).with("reference", "one"), back.with("metadata", object{"n": "two"}), b.leg(1))
	answer := banker.Post(t, "/transfers/batch", body)
	got := banktest.Decode[batch](t, answer)
	if len(got.Transfers) != 3 {
		t.Fatalf("answer %s", answer.Body)
	}
	want := batch{
		Transfers: []transfer{
			{ID: got.Transfers[0].ID, FromAccountID: b.from.ID, ToAccountID: b.to.ID, Amount: 10000, Status: "booked", Reference: "one"},
			{ID: got.Transfers[1].ID, FromAccountID: b.to.ID, ToAccountID: b.from.ID, Amount: 10001, Status: "booked", Metadata: map[string]any{"n": "two"}},
			{ID: got.Transfers[2].ID, FromAccountID: b.from.ID, ToAccountID: b.to.ID, Amount: 1, Status: "booked"},
		},
		Accounts: []account{b.from.holding(10000), b.to.holding(1)},
	}
	for i := range want.Transfers {
		want.Transfers[i].CreatedAt = got.Transfers[i].CreatedAt
	}
	if diff := cmp.Diff(want, got); diff != "" || !isRecent(got.Transfers[0].CreatedAt) {
		t.Errorf("batch (-want +got):\n%s", diff)
	}
	wantReplay(t, answer, banker.Post(t, "/transfers/batch", body))
	b.wantBalance(t, 10000)
	banktest.Decode[batch](t, b.alice.Post(t, "/transfers/batch", legs(b.leg(10000))))
	b.wantBalance(t, 0)
}

func TestBatchRefused(t *testing.T) {
	b := newBank(t)
	good := b.leg(1)
	many := make([]any, 1001)
	for i := range many {
		many[i] = good
	}
	const list = "legs must be a list of 1 to 1000 transfers"
	for name, tt := range map[string]struct {
		body   any
		status int
		code   string
		words  string
	}{
		"no legs":          {object{"currency": "USD"}, 400, "invalid_argument", list},
		"none":             {legs(), 400, "invalid_argument", list},
		"no list":          {object{"currency": "USD", "legs": 1}, 400, "invalid_argument", list},
		"too many":         {legs(many...), 400, "invalid_argument", list},
		"unknown currency": {legs(good).with("currency", "XYZ"), 400, "unknown_currency", "currency must be"},
		"pending":          {legs(good).with("pending", true), 400, "invalid_argument", `the body has "pending", which is not accepted; it may have currency, legs`},
		"too large":        {strings.Repeat(" ", 1<<20+1), 413, "body_too_large", "1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			b.alice.Post(t, "/transfers/batch", tt.body).WantRefusal(t, tt.status, tt.code, tt.words)
		})
	}
	for name, tt := range map[string]struct {
		leg    any
		status int
		code   string
		words  string
	}{
		"a number":           {1, 400, "invalid_argument", "it must be one JSON object"},
		"null":               {nil, 400, "invalid_argument", "it must be one JSON object"},
		"pending":            {good.with("pending", true), 400, "invalid_argument", `it has "pending", which is not accepted; it may have from_account_id`},
		"expires_in":         {good.with("expires_in", "15m"), 400, "invalid_argument", `it has "expires_in", which`},
		"amount twice":       {good.with("Amount", 3), 400, "invalid_argument", `it has "Amount", which`},
		"no amount":          {b.leg(0), 400, "invalid_argument", "amount must be"},
		"amount a string":    {good.with("amount", "1"), 400, "invalid_argument", "amount must be a whole number"},
		"reference a number": {good.with("reference", 1), 400, "invalid_argument", "reference must be a string"},
		"metadata a list":    {good.with("metadata", []int{}), 400, "invalid_argument", "metadata must be"},
		"same account":       {good.with("to_account_id", b.from.ID), 400, "same_account", ""},
		"another currency":   {good.with("to_account_id", b.euros.ID), 400, "currency_mismatch", ""},
		"target missing":     {good.with("to_account_id", 1), 404, "account_not_found", ""},
		"somebody else's":    {good.with("from_account_id", b.to.ID).with("to_account_id", b.from.ID), 401, "not_owner", ""},
		"too much by now":    {b.leg(10000), 422, "insufficient_funds", "holds 99.99 USD"},
	} {
		t.Run(name, func(t *testing.T) {
			alice := withKey(b.alice, "k") // a refusal is not kept
			alice.Post(t, "/transfers/batch", legs(good, tt.leg)).WantLegRefusal(t, 1, tt.status, tt.code, tt.words)
		})
	}
	b.Client().Post(t, "/transfers/batch", legs(good)).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
	b.wantBalance(t, 10000)
}

// TestLargestBatch is of as many legs as may be, with references and metadata of
// most of what a body may have.
func TestLargestBatch(t *testing.T) {
	b := newBank(t)
	all := make([]any, 1000)
	for i := range all {
		all[i] = b.leg(10).with("reference", strings.Repeat("r", 140)).with("metadata", object{"m": strings.Repeat("m", 700)})
	}
	alice := withKey(b.alice, "largest")
	answer := alice.Post(t, "/transfers/batch", legs(all...))
	got := banktest.Decode[batch](t, answer)
	if len(got.Transfers) != 1000 || len(got.Accounts) != 2 || got.Accounts[0] != b.from.holding(0) {
		t.Errorf("%d transfers, accounts %+v", len(got.Transfers), got.Accounts)
	}
	wantReplay(t, answer, alice.Post(t, "/transfers/batch", legs(all...)))
	b.wantBalance(t, 0)
	// Of other routes the limit is as it was.
	b.alice.Post(t, "/transfers", strings.Repeat(" ", 64<<10+1)).WantRefusal(t, http.StatusRequestEntityTooLarge, "body_too_large")
}
