package ledger_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// pending is of 60 USD that alice is to pay to bob.
func pending(status ledger.Status) ledger.Transfer {
	return ledger.Transfer{ID: 7, FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: 60,
		Note:        ledger.Note{Reference: "invoice 17", Metadata: json.RawMessage(`{"a":1}`)},
		Reservation: &ledger.Reservation{Status: status}}
}

func TestPost(t *testing.T) {
	note := pending(ledger.Pending).Note
	tests := []struct {
		name   string
		post   ledger.Post
		amount money.Amount
		note   ledger.Note
	}{
		{"all", ledger.Post{Username: "alice"}, 60, note},
		{"less", ledger.Post{Username: "alice", Amount: 1}, 1, note},
		{"with another reference", ledger.Post{Username: "alice", Note: ledger.Note{Reference: "r"}}, 60,
			ledger.Note{Reference: "r", Metadata: note.Metadata}},
		{"with other metadata", ledger.Post{Username: "alice", Note: ledger.Note{Metadata: json.RawMessage(`{}`)}}, 60,
			ledger.Note{Reference: note.Reference, Metadata: json.RawMessage(`{}`)}},
		{"by a banker", ledger.Post{Username: "banker", ActsOnAny: true}, 60, note},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.post.Pending = pending(ledger.Pending)
			got, err := tt.post.Transfer(reserving(90))
			if err != nil {
				t.Fatal(err)
			}
			want := ledger.Posting{
				Transfer:    ledger.Transfer{FromAccountID: aliceUSD, ToAccountID: bobUSD, Amount: tt.amount, PostsTransferID: 7, Note: tt.note},
				FromAccount: ledger.Account{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 100 - tt.amount, Reserved: 30},
				ToAccount:   ledger.Account{ID: bobUSD, Owner: "bob", Currency: money.USD, Balance: 200 + tt.amount},
				FromEntry:   ledger.Entry{AccountID: aliceUSD, Amount: -tt.amount},
				ToEntry:     ledger.Entry{AccountID: bobUSD, Amount: tt.amount},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("posting (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPostRefused(t *testing.T) {
	booked := pending("")
	booked.Reservation = nil
	deposit := booked
	deposit.FromAccountID = systemUSD
	toFull := pending(ledger.Pending)
	toFull.ToAccountID = fullUSD
	// As in TestTransferRefused, a row has the faults of those below it.
	tests := []struct {
		name string
		post ledger.Post
		want fault.Code
	}{
		{"less than nothing", ledger.Post{Username: "bob", Pending: booked, Amount: -1}, fault.InvalidArgument},
		{"bad note", ledger.Post{Username: "bob", Pending: booked, Amount: 61, Note: ledger.Note{Reference: "\n"}}, fault.InvalidArgument},
		{"by the recipient", ledger.Post{Username: "bob", Pending: booked, Amount: 61}, fault.NotOwner},
		{"by nobody", ledger.Post{Pending: deposit, Amount: 61}, fault.NotOwner},
		{"booked", ledger.Post{Username: "alice", Pending: booked, Amount: 61}, fault.NotPending},
		{"posted", ledger.Post{Username: "alice", Pending: pending(ledger.Posted), Amount: 61}, fault.AlreadyPosted},
		{"voided", ledger.Post{Username: "alice", Pending: pending(ledger.Voided), Amount: 61}, fault.AlreadyVoided},
		{"expired", ledger.Post{Username: "alice", Pending: pending(ledger.Expired), Amount: 61}, fault.PendingExpired},
		{"more than reserved", ledger.Post{Username: "alice", Pending: toFull, Amount: 61}, fault.ExceedsReserved},
		{"recipient full", ledger.Post{Username: "alice", Pending: toFull}, fault.BalanceOverflow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := tt.post.Transfer(reserving(60)); !errors.Is(err, tt.want) {
				t.Errorf("Transfer = %+v, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestVoid(t *testing.T) {
	for name, void := range map[string]ledger.Void{
		"payer": {Username: "alice"}, "recipient": {Username: "bob"}, "banker": {Username: "banker", Banker: true},
	} {
		void.Pending = pending(ledger.Pending)
		got, err := void.Release(reserving(90))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := ledger.Hold{
			Transfer:    pending(ledger.Voided),
			FromAccount: ledger.Account{ID: aliceUSD, Owner: "alice", Currency: money.USD, Balance: 100, Reserved: 30},
			ToAccount:   ledger.Account{ID: bobUSD, Owner: "bob", Currency: money.USD, Balance: 200},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: hold (-want +got):\n%s", name, diff)
		}
		if void.Pending.Status() != ledger.Pending {
			t.Errorf("%s: what was judged has changed to %s", name, void.Pending.Status())
		}
	}
}

func TestVoidRefused(t *testing.T) {
	booked := pending("")
	booked.Reservation = nil
	deposit := booked
	deposit.FromAccountID = systemUSD
	for name, tt := range map[string]struct {
		void ledger.Void
		want fault.Code
	}{
		"somebody else's": {ledger.Void{Username: "mallory", Pending: pending(ledger.Voided)}, fault.NotOwner},
		"nobody's":        {ledger.Void{Pending: deposit}, fault.NotOwner},
		"booked":          {ledger.Void{Username: "alice", Pending: booked}, fault.NotPending},
		"posted":          {ledger.Void{Username: "bob", Pending: pending(ledger.Posted)}, fault.AlreadyPosted},
		"voided":          {ledger.Void{Banker: true, Pending: pending(ledger.Voided)}, fault.AlreadyVoided},
		"expired":         {ledger.Void{Username: "alice", Pending: pending(ledger.Expired)}, fault.PendingExpired},
	} {
		if got, err := tt.void.Release(reserving(60)); !errors.Is(err, tt.want) {
			t.Errorf("%s: Release = %+v, %v; want %s", name, got, err, tt.want)
		}
	}
}
