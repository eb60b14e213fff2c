package api_test

import (
	"net/http"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/banktest"
)

// TestUndoneIsCarriedOutAgain has the database undo each request that moves money
// once: the body is read again, and means the same.
func TestUndoneIsCarriedOutAgain(t *testing.T) {
	b := newBank(t)
	conflicts := postgrestest.NewConflicts(t, b.DB(t), "40001", true)
	ofFrom := "/accounts/" + id(b.from.ID)
	balance := func() int64 { return banktest.Decode[account](t, b.alice.Get(t, ofFrom)).Balance }
	for _, tt := range []struct {
		name   string
		client banktest.Client
		path   func() string
		body   any
		moves  int64 // into the account
	}{
		{"transfer", b.alice, func() string { return "/transfers" }, b.order().with("amount", 100), -100},
		{"reserve", b.alice, func() string { return "/transfers" }, b.order().with("amount", 100).with("pending", true), 0},
		{"batch", b.alice, func() string { return "/transfers/batch" }, legs(b.leg(3), b.leg(4)), -7},
		{"deposit", b.banker, func() string { return ofFrom + "/deposits" }, object{"amount": 5}, 5},
		{"withdraw", b.banker, func() string { return ofFrom + "/withdrawals" }, object{"amount": 5}, -5},
		{"post-a-part", b.alice, func() string { return transferPath(b.reserve(t, 10)) + "/post" }, object{"amount": 3}, -3},
		{"void", b.alice, func() string { return transferPath(b.reserve(t, 10)) + "/void" }, "", 0},
		{"reverse", b.bob, func() string { return reversePath(b.move(t, 20, "r")) }, object{"reference": "back"}, 20},
	} {
		for key, client := range map[string]banktest.Client{"": tt.client, " with a key": withKey(tt.client, tt.name)} {
			conflicts.Raise(t, 0)
			path, before := tt.path(), balance()
			conflicts.Raise(t, 1)
			if got := client.Post(t, path, tt.body); got.Status != http.StatusOK || conflicts.Left(t) != 0 {
				t.Errorf("%s%s: %d %s, with %d conflicts left", tt.name, key, got.Status, got.Body, conflicts.Left(t))
			}
			if got := balance() - before; got != tt.moves {
				t.Errorf("%s%s: moved %d; want %d", tt.name, key, got, tt.moves)
			}
		}
	}
}

// TestUndoneForEverIsUnavailable: nothing is done, and to come again does no harm.
func TestUndoneForEverIsUnavailable(t *testing.T) {
	b := newBank(t)
	conflicts := postgrestest.NewConflicts(t, b.DB(t), "40001", false)
	conflicts.Raise(t, 1_000_000)
	for name, answer := range map[string]banktest.Answer{
		"deposit":  b.deposit(t, b.from, 100),
		"transfer": b.alice.Post(t, "/transfers", b.order()),
	} {
		answer.WantRefusal(t, http.StatusServiceUnavailable, "unavailable", "try again later")
		if answer.Header.Get("Retry-After") != "1" {
			t.Errorf("%s: Retry-After %q", name, answer.Header.Get("Retry-After"))
		}
	}
	if a := banktest.Decode[account](t, b.alice.Get(t, "/accounts/"+id(b.from.ID))); a != b.from {
		t.Errorf("account %+v, want %+v", a, b.from)
	}
}
