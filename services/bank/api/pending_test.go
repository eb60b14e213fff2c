package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
)

func transferPath(t transfer) string { return "/transfers/" + id(t.ID) }

// reserve makes a pending transfer of alice's to bob.
func (b bank) reserve(t *testing.T, amount int64) transfer {
	t.Helper()
	return banktest.Decode[hold](t, b.alice.Post(t, "/transfers", b.order().with("amount", amount).with("pending", true))).Transfer
}

func TestReserveAndPost(t *testing.T) {
	b := newBank(t)
	alice := withKey(b.alice, "reserve")
	body := b.order().with("pending", true).with("expires_in", "15m").with("reference", "invoice 17")
	first := alice.Post(t, "/transfers", body)
	got := banktest.Decode[hold](t, first)

	at := got.Transfer.CreatedAt
	reserving := b.from
	reserving.Available = 7500
	want := hold{
		Transfer: transfer{ID: got.Transfer.ID, FromAccountID: b.from.ID, ToAccountID: b.to.ID, Amount: 2500, Status: "pending",
			Reference: "invoice 17", ExpiresAt: at.Add(15 * time.Minute), CreatedAt: at},
		FromAccount: reserving,
		ToAccount:   b.to,
	}
	if diff := cmp.Diff(want, got); diff != "" || !isRecent(at) {
		t.Errorf("pending transfer (-want +got):\n%s", diff)
	}
	wantReplay(t, first, alice.Post(t, "/transfers", body))
	for name, c := range map[string]banktest.Client{"alice": b.alice, "bob": b.bob} {
		if diff := cmp.Diff(want.Transfer, banktest.Decode[transfer](t, c.Get(t, transferPath(want.Transfer)))); diff != "" {
			t.Errorf("transfer, for %s (-want +got):\n%s", name, diff)
		}
	}
	if a := banktest.Decode[account](t, b.alice.Get(t, "/accounts/"+id(b.from.ID))); a != reserving {
		t.Errorf("account %+v, want %+v", a, reserving)
	}
	b.alice.Post(t, "/transfers", b.order().with("amount", 7501)).WantRefusal(t, http.StatusUnprocessableEntity, "insufficient_funds", "75.00 USD available")

	path := transferPath(want.Transfer) + "/post"
	b.alice.Post(t, path, object{"amount": 2501}).WantRefusal(t, http.StatusUnprocessableEntity, "exceeds_reserved", "25.00 USD", "25.01 USD")
	b.bob.Post(t, path, "").WantRefusal(t, http.StatusUnauthorized, "not_owner")
	alice = withKey(b.alice, "post")
	answer := alice.Post(t, path, object{"amount": 1000})
	booked := banktest.Decode[posting](t, answer)
	wantPosting := posting{
		Transfer: transfer{ID: booked.Transfer.ID, FromAccountID: b.from.ID, ToAccountID: b.to.ID, Amount: 1000, Status: "booked",
			PostsTransferID: got.Transfer.ID, Reference: "invoice 17", CreatedAt: booked.Transfer.CreatedAt},
		FromAccount: b.from.holding(9000),
		ToAccount:   b.to.holding(1000),
		FromEntry:   entry{ID: booked.FromEntry.ID, AccountID: b.from.ID, Amount: -1000, CreatedAt: booked.Transfer.CreatedAt},
		ToEntry:     entry{ID: booked.ToEntry.ID, AccountID: b.to.ID, Amount: 1000, CreatedAt: booked.Transfer.CreatedAt},
	}
	if diff := cmp.Diff(wantPosting, booked); diff != "" {
		t.Errorf("posting (-want +got):\n%s", diff)
	}
	wantReplay(t, answer, alice.Post(t, path, object{"amount": 1000}))

	ended := banktest.Decode[transfer](t, b.bob.Get(t, transferPath(want.Transfer)))
	want.Transfer.Status, want.Transfer.PostedAmount, want.Transfer.PostedTransferID = "posted", 1000, booked.Transfer.ID
	want.Transfer.EndedAt = ended.EndedAt
	if diff := cmp.Diff(want.Transfer, ended); diff != "" || !isRecent(ended.EndedAt) {
		t.Errorf("after it was posted (-want +got):\n%s", diff)
	}
	for _, end := range []string{"/post", "/void"} {
		b.banker.Post(t, transferPath(want.Transfer)+end, "").WantRefusal(t, http.StatusConflict, "already_posted", "as transfer "+id(booked.Transfer.ID))
		b.alice.Post(t, transferPath(booked.Transfer)+end, "").WantRefusal(t, http.StatusUnprocessableEntity, "not_pending")
	}
	// What was posted is a transfer as any other.
	banktest.Decode[posting](t, b.bob.Post(t, reversePath(booked), ""))
	b.wantBalance(t, 10000)
}

// TestNoteOfPosting is of what a posting says anew, and what it keeps.
func TestNoteOfPosting(t *testing.T) {
	b := newBank(t)
	kept := b.order().with("amount", 1).with("pending", true).with("reference", "order 7").with("metadata", object{"n": "1"})
	for name, tt := range map[string]struct {
		note      object
		reference string
		metadata  map[string]any
	}{
		"nothing":   {object{}, "order 7", map[string]any{"n": "1"}},
		"reference": {object{"reference": "invoice 17"}, "invoice 17", map[string]any{"n": "1"}},
		"metadata":  {object{"metadata": object{"n": "2"}}, "order 7", map[string]any{"n": "2"}},
	} {
		made := banktest.Decode[hold](t, b.alice.Post(t, "/transfers", kept)).Transfer
		got := banktest.Decode[posting](t, b.alice.Post(t, transferPath(made)+"/post", tt.note)).Transfer
		if diff := cmp.Diff(any(tt.metadata), got.Metadata); diff != "" || got.Reference != tt.reference {
			t.Errorf("%s: reference %q, metadata (-want +got):\n%s", name, got.Reference, diff)
		}
	}
}

func TestVoid(t *testing.T) {
	b := newBank(t)
	for name, c := range map[string]banktest.Client{"payer": b.alice, "recipient": b.bob, "banker": b.banker} {
		made := b.reserve(t, 10000)
		c = withKey(c, "void")
		answer := c.Post(t, transferPath(made)+"/void", "")
		got := banktest.Decode[hold](t, answer)
		made.Status, made.EndedAt = "voided", got.Transfer.EndedAt
		if diff := cmp.Diff(hold{Transfer: made, FromAccount: b.from, ToAccount: b.to}, got); diff != "" || !isRecent(made.EndedAt) {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		wantReplay(t, answer, c.Post(t, transferPath(made)+"/void", ""))
		for _, end := range []string{"/post", "/void"} {
			b.alice.Post(t, transferPath(made)+end, "").WantRefusal(t, http.StatusConflict, "already_voided")
		}
	}
	b.wantBalance(t, 10000)
}

// TestExpiry waits for a reservation to expire: from then on it is of no effect,
// whether anybody has noticed or not.
func TestExpiry(t *testing.T) {
	b := newBank(t)
	made := banktest.Decode[hold](t, b.alice.Post(t, "/transfers", b.order().with("amount", 10000).with("pending", true).with("expires_in", "1s"))).Transfer
	time.Sleep(time.Until(made.ExpiresAt) + 10*time.Millisecond)
	for _, end := range []string{"/post", "/void"} {
		b.alice.Post(t, transferPath(made)+end, "").WantRefusal(t, http.StatusConflict, "pending_expired")
	}
	if a := banktest.Decode[account](t, b.alice.Get(t, "/accounts/"+id(b.from.ID))); a != b.from {
		t.Errorf("account %+v, want %+v", a, b.from)
	}
	if a := banktest.Decode[[]account](t, b.alice.Get(t, "/accounts?page_id=1&page_size=5")); len(a) != 2 || a[0] != b.from {
		t.Errorf("accounts %+v, want %+v", a, b.from)
	}
	made.Status, made.EndedAt = "expired", made.ExpiresAt
	if diff := cmp.Diff(made, banktest.Decode[transfer](t, b.alice.Get(t, transferPath(made)))); diff != "" {
		t.Errorf("transfer (-want +got):\n%s", diff)
	}
	banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order().with("amount", 10000)))
}

func TestPendingRefused(t *testing.T) {
	b := newBank(t)
	pending := b.order().with("pending", true)
	const accepts = "expires_in must be a duration from 1s to 720h, such as 15m"
	for name, tt := range map[string]struct {
		body   object
		status int
		code   string
		words  string
	}{
		"no boolean":                  {pending.with("pending", "yes"), 400, "invalid_argument", "pending must be true or false"},
		"expiry of what is booked":    {b.order().with("expires_in", "15m"), 400, "invalid_argument", "expires_in must be left out unless pending is true"},
		"expiry a number":             {pending.with("expires_in", 15), 400, "invalid_argument", "expires_in must be a string"},
		"no duration":                 {pending.with("expires_in", "soon"), 400, "invalid_argument", accepts},
		"too short":                   {pending.with("expires_in", "999ms"), 400, "invalid_argument", accepts},
		"too long":                    {pending.with("expires_in", "720h1s"), 400, "invalid_argument", accepts},
		"amount 0":                    {pending.with("amount", 0), 400, "invalid_argument", "amount must be"},
		"somebody else's":             {pending.with("from_account_id", b.to.ID).with("to_account_id", b.from.ID), 401, "not_owner", ""},
		"too much":                    {pending.with("amount", 10001), 422, "insufficient_funds", ""},
		"for an account not there":    {pending.with("to_account_id", 1), 404, "account_not_found", ""},
		"reference of a wrong type":   {pending.with("reference", 1), 400, "invalid_argument", "reference must be a string"},
		"an unknown currency, though": {pending.with("currency", "XYZ"), 400, "unknown_currency", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b.alice.Post(t, "/transfers", tt.body).WantRefusal(t, tt.status, tt.code, tt.words)
		})
	}
	made := b.reserve(t, 1)
	for body, words := range map[string]string{
		`{"amount": 0}`:       "amount must be a whole number of minor units above zero",
		`{"amount": -1}`:      "amount must be",
		`{"amount": "1"}`:     "amount must be a whole number",
		`{"reference": "\n"}`: "reference must be",
		`[]`:                  "the body must be one JSON object",
	} {
		b.alice.Post(t, transferPath(made)+"/post", body).WantRefusal(t, 400, "invalid_argument", words)
	}
	for _, path := range []string{"/transfers/x", "/transfers/0", "/transfers/9223372036854775808"} {
		for _, end := range []string{"/post", "/void"} {
			b.alice.Post(t, path+end, "").WantRefusal(t, 400, "invalid_argument", "the transfer id must be")
		}
		b.alice.Get(t, path).WantRefusal(t, 400, "invalid_argument", "the transfer id must be")
	}
	b.alice.Get(t, "/transfers/999").WantRefusal(t, 404, "transfer_not_found")
	b.alice.Post(t, "/transfers/999/post", "").WantRefusal(t, 404, "transfer_not_found")
	b.alice.Post(t, "/transfers/999/void", "").WantRefusal(t, 404, "transfer_not_found")
	b.NewUser(t, "mallory").Post(t, transferPath(made)+"/void", "").WantRefusal(t, http.StatusUnauthorized, "not_owner")
	b.Client().Get(t, transferPath(made)).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
}

func TestGetTransfer(t *testing.T) {
	b := newBank(t)
	auditor, mallory := b.NewUser(t, "auditor"), b.NewUser(t, "mallory")
	b.SetRole(t, "auditor", identity.Auditor)
	made := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order().with("metadata", object{"a": "b"}))).Transfer
	deposited := banktest.Decode[posting](t, b.deposit(t, b.to, 1)).Transfer
	pending := b.reserve(t, 1)
	reads := func() (n int) {
		t.Helper()
		if err := b.DB(t).QueryRowContext(t.Context(), "SELECT count(*) FROM audit_log WHERE action = 'read'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, want := range []transfer{made, pending} {
		for name, c := range map[string]banktest.Client{"alice": b.alice, "bob": b.bob, "banker": b.banker, "auditor": auditor} {
			if diff := cmp.Diff(want, banktest.Decode[transfer](t, c.Get(t, transferPath(want)))); diff != "" {
				t.Errorf("%s, for %s (-want +got):\n%s", want.Status, name, diff)
			}
		}
		mallory.Get(t, transferPath(want)).WantRefusal(t, http.StatusUnauthorized, "not_owner")
	}
	if n := reads(); n != 8 { // banker and auditor, of both accounts of both
		t.Errorf("%d reads are recorded, want 8", n)
	}
	banktest.Decode[transfer](t, b.bob.Get(t, transferPath(deposited)))
	b.alice.Get(t, transferPath(deposited)).WantRefusal(t, http.StatusUnauthorized, "not_owner")
	banktest.Decode[transfer](t, auditor.Get(t, transferPath(deposited)))
	if n := reads(); n != 9 { // the system account is nobody's
		t.Errorf("%d reads are recorded, want 9", n)
	}
}
