package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

func reversePath(p posting) string { return "/transfers/" + id(p.Transfer.ID) + "/reverse" }

func TestReverse(t *testing.T) {
	b := newBank(t)
	original := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order()))

	b.alice.Post(t, reversePath(original), "").WantRefusal(t, http.StatusUnauthorized, "not_owner", "only its owner")
	bob := withKey(b.bob, "refund")
	answer := bob.Post(t, reversePath(original), "")
	got := banktest.Decode[posting](t, answer)

	at := got.Transfer.CreatedAt
	want := posting{
		Transfer: transfer{ID: got.Transfer.ID, FromAccountID: b.to.ID, ToAccountID: b.from.ID, Amount: 2500,
			Status: "booked", ReversesTransferID: original.Transfer.ID, CreatedAt: at},
		FromAccount: b.to,
		ToAccount:   b.from,
		FromEntry:   entry{ID: got.FromEntry.ID, AccountID: b.to.ID, Amount: -2500, CreatedAt: at},
		ToEntry:     entry{ID: got.ToEntry.ID, AccountID: b.from.ID, Amount: 2500, CreatedAt: at},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("posting (-want +got):\n%s", diff)
	}
	wantReplay(t, answer, bob.Post(t, reversePath(original), ""))

	// Without the key it is a second reversal, and moves nothing.
	for _, c := range []banktest.Client{b.bob, b.banker} {
		c.Post(t, reversePath(original), "").WantRefusal(t, http.StatusConflict, "already_reversed", "has been reversed already")
	}
	b.alice.Post(t, reversePath(got), "").WantRefusal(t, http.StatusUnprocessableEntity, "not_reversible", "a new transfer")
	b.wantBalance(t, 10000)
}

func TestReverseByBanker(t *testing.T) {
	b := newBank(t)
	deposited := banktest.Decode[posting](t, b.deposit(t, b.from, 500))
	b.alice.Post(t, reversePath(deposited), "").WantRefusal(t, http.StatusForbidden, "role_required", "cash")
	banktest.Decode[posting](t, b.banker.Post(t, reversePath(deposited), ""))
	b.wantBalance(t, 10000)

	sent := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order()))
	banktest.Decode[posting](t, b.banker.Post(t, "/accounts/"+id(b.to.ID)+"/withdrawals", object{"amount": 2500}))
	b.banker.Post(t, reversePath(sent), "").WantRefusal(t, http.StatusUnprocessableEntity, "insufficient_funds")
	b.deposit(t, b.to, 2500)
	banktest.Decode[posting](t, b.banker.Post(t, reversePath(sent), ""))
	b.wantBalance(t, 10000)
}

func TestReverseRefused(t *testing.T) {
	b := newBank(t)
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/transfers/x/reverse":                   {400, "invalid_argument"},
		"/transfers/0/reverse":                   {400, "invalid_argument"},
		"/transfers/9223372036854775808/reverse": {400, "invalid_argument"},
		"/transfers/9223372036854775807/reverse": {404, "transfer_not_found"},
	} {
		b.alice.Post(t, path, "").WantRefusal(t, want.status, want.code)
	}
	b.alice.Post(t, "/transfers/x/reverse", "").WantRefusal(t, 400, "invalid_argument", "the transfer id must be a whole number above zero")
	b.Client().Post(t, "/transfers/1/reverse", "").WantRefusal(t, http.StatusUnauthorized, "invalid_token")
	long := strings.Repeat(" ", 64<<10+1)
	withKey(b.alice, "k").Post(t, "/transfers/1/reverse", long).WantRefusal(t, http.StatusRequestEntityTooLarge, "body_too_large")
}
