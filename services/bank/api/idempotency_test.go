package api_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

// withKey returns the client with the header Idempotency-Key.
func withKey(c banktest.Client, key ...string) banktest.Client {
	c.Header = http.Header{"Idempotency-Key": key}
	return c
}

// wantReplay checks that the answer is the one given before.
func wantReplay(t *testing.T, first, again banktest.Answer) {
	t.Helper()
	if first.Status != http.StatusOK || first.Header.Get("Idempotent-Replayed") != "" {
		t.Errorf("first: %d %v %s", first.Status, first.Header, first.Body)
	}
	if again.Status != http.StatusOK || again.Header.Get("Idempotent-Replayed") != "true" ||
		again.Header.Get("Content-Type") != first.Header.Get("Content-Type") || string(again.Body) != string(first.Body) {
		t.Errorf("again: %d %v %s, want a replay of %s", again.Status, again.Header, again.Body, first.Body)
	}
}

func (b bank) wantBalance(t *testing.T, want int64) {
	t.Helper()
	if a := banktest.Decode[account](t, b.alice.Get(t, "/accounts/"+id(b.from.ID))); a.Balance != want {
		t.Errorf("balance of the source is %d, want %d", a.Balance, want)
	}
}

func TestIdempotencyKey(t *testing.T) {
	b := newBank(t)
	alice := withKey(b.alice, `"pay 17"`)

	first := alice.Post(t, "/transfers", b.order())
	wantReplay(t, first, alice.Post(t, "/transfers", b.order()))
	b.wantBalance(t, 7500)

	alice.Post(t, "/transfers", b.order().with("amount", 1)).WantRefusal(t, http.StatusUnprocessableEntity, "idempotency_key_reused", "another request")
	// Also where the other request would be refused anyway.
	for _, other := range []object{
		b.order().with("amount", -1), b.order().with("currency", "nope"), b.order().with("nonsense", 1),
		b.order().with("pending", true).with("expires_in", "soon"),
	} {
		alice.Post(t, "/transfers", other).WantRefusal(t, http.StatusUnprocessableEntity, "idempotency_key_reused")
	}
	// Another path is another request, another user's key another key.
	banker := withKey(b.banker, `"pay 17"`)
	cash := object{"amount": 5}
	deposited := banker.Post(t, "/accounts/"+id(b.from.ID)+"/deposits", cash)
	wantReplay(t, deposited, banker.Post(t, "/accounts/"+id(b.from.ID)+"/deposits", cash))
	banker.Post(t, "/accounts/"+id(b.to.ID)+"/deposits", cash).WantRefusal(t, http.StatusUnprocessableEntity, "idempotency_key_reused")
	banker.Post(t, "/accounts/"+id(b.from.ID)+"/withdrawals", cash).WantRefusal(t, http.StatusUnprocessableEntity, "idempotency_key_reused")
	b.wantBalance(t, 7505)

	bare := withKey(b.banker, "withdrawal-1")
	withdrawn := bare.Post(t, "/accounts/"+id(b.from.ID)+"/withdrawals", cash)
	wantReplay(t, withdrawn, withKey(b.banker, `"withdrawal-1"`).Post(t, "/accounts/"+id(b.from.ID)+"/withdrawals", cash))
	b.wantBalance(t, 7500)
}

func TestIdempotencyKeyRefused(t *testing.T) {
	b := newBank(t)
	for name, key := range map[string][]string{
		"empty": {""}, "too long": {strings.Repeat("k", 256)}, "a list": {"a, b"}, "two": {"a", "b"}, "not closed": {`"a`},
	} {
		t.Run(name, func(t *testing.T) {
			withKey(b.alice, key...).Post(t, "/transfers", b.order()).
				WantRefusal(t, http.StatusBadRequest, "invalid_argument", "Idempotency-Key", "1 to 255 characters")
		})
	}
	b.wantBalance(t, 10000)

	// What is wrong with a request is told as without a key, and not kept.
	alice := withKey(b.alice, "k")
	alice.Post(t, "/transfers", `{"amount": `).WantRefusal(t, http.StatusBadRequest, "invalid_argument")
	alice.Post(t, "/transfers", strings.Repeat(" ", 64<<10+1)).WantRefusal(t, http.StatusRequestEntityTooLarge, "body_too_large")
	withKey(b.alice, "k").Post(t, "/accounts/"+id(b.from.ID)+"/deposits", object{"amount": 1}).WantRefusal(t, http.StatusForbidden, "role_required")
	large := b.order().with("amount", 10001)
	alice.Post(t, "/transfers", large).WantRefusal(t, http.StatusUnprocessableEntity, "insufficient_funds")
	b.deposit(t, b.from, 1)
	wantReplay(t, alice.Post(t, "/transfers", large), alice.Post(t, "/transfers", large))
	b.wantBalance(t, 0)
}

// TestIdempotencyKeyAtTwoReplicas sends one request to two servers at once.
func TestIdempotencyKeyAtTwoReplicas(t *testing.T) {
	b := newBank(t)
	other := banktest.Start(t, "DB_SOURCE="+b.Source).Client()
	other.Token = b.alice.Token
	clients := []banktest.Client{withKey(b.alice, "k"), withKey(other, "k")}

	var done, replayed atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			switch a := clients[i%2].Post(t, "/transfers", b.order()); {
			case a.Status == http.StatusConflict:
				a.WantRefusal(t, http.StatusConflict, "request_in_flight", "try again later")
			case a.Status != http.StatusOK:
				t.Errorf("transfer: %d %s", a.Status, a.Body)
			case a.Header.Get("Idempotent-Replayed") == "true":
				replayed.Add(1)
			default:
				done.Add(1)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 {
		t.Errorf("done %d times and replayed %d times, want once", done.Load(), replayed.Load())
	}
	b.wantBalance(t, 7500)
	for i, c := range clients {
		if a := c.Post(t, "/transfers", b.order()); a.Status != http.StatusOK || a.Header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("replica %d afterwards: %d %v %s", i, a.Status, a.Header, a.Body)
		}
	}
}
