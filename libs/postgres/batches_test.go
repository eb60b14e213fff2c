package postgres_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

func TestTransferAll(t *testing.T) {
	store, db := open(t)
	alice, bob, carol := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0), newAccount(t, store, "carol", 0)
	batch := ledger.Batch{order(alice, bob, 100), order(bob, carol, 70), order(carol, alice, 5), order(alice, carol, 5)}
	for i := range batch {
		batch[i].Username, batch[i].ActsOnAny = "banker", true
		batch[i].Note.Reference = []string{"", `a "quoted\" one`, "{a,b}", "NULL"}[i]
		batch[i].Note.Metadata = []json.RawMessage{nil, json.RawMessage(`{"a":"\u0000\"\\"}`), nil, json.RawMessage(`{}`)}[i]
	}
	newUser(t, store, "banker")
	as := store.As(postgres.Actor{Username: "banker", Role: identity.Banker, RequestID: "r1"})
	got, err := as.TransferAll(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for i, p := range got {
		acts = append(acts, fmt.Sprintf("banker banker transfer %d %d r1", batch[i].FromAccountID, p.Transfer.ID))
		// As it was answered, so it is stored.
		if diff := cmp.Diff(p.Transfer, find(t, store, p.Transfer.ID)); diff != "" {
			t.Errorf("leg %d (-answered +found):\n%s", i, diff)
		}
		want := ledger.Transfer{ID: p.Transfer.ID, FromAccountID: batch[i].FromAccountID, ToAccountID: batch[i].ToAccountID,
			Amount: batch[i].Amount, Note: batch[i].Note, CreatedAt: p.Transfer.CreatedAt}
		if diff := cmp.Diff(want, p.Transfer); diff != "" {
			t.Errorf("leg %d (-want +got):\n%s", i, diff)
		}
		for _, e := range []ledger.Entry{p.FromEntry, p.ToEntry} {
			var right bool
			const query = `SELECT EXISTS (SELECT FROM entries WHERE (id, transfer_id, account_id, amount, created_at) = ($1, $2, $3, $4, $5))`
			if err := db.QueryRowContext(t.Context(), query, e.ID, p.Transfer.ID, e.AccountID, e.Amount, e.CreatedAt).Scan(&right); err != nil || !right {
				t.Errorf("leg %d: entry %+v is not what is stored: %v", i, e, err)
			}
		}
	}
	if diff := cmp.Diff(acts, auditLog(t, db)); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
	for _, want := range ledger.Final(got) {
		if got, err := store.Account(t.Context(), want.ID); err != nil || got != want {
			t.Errorf("account %+v, %v; answered %+v", got, err, want)
		}
	}
	checkBooks(t, db)
}

func TestRefusedBatchLeavesNothing(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	before := state(t, db)
	_, err := store.TransferAll(t.Context(), ledger.Batch{order(alice, bob, 60), order(alice, bob, 60)})
	var leg *ledger.LegError
	if !errors.As(err, &leg) || leg.Leg != 1 || !errors.Is(err, fault.InsufficientFunds) {
		t.Errorf("error %v", err)
	}
	if after := state(t, db); after != before {
		t.Errorf("the books changed from\n%s\nto\n%s", before, after)
	}
}

// TestLargestBatch is to be quick as well: it is a few statements.
func TestLargestBatch(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 1000), newAccount(t, store, "bob", 0)
	batch := make(ledger.Batch, ledger.MaxLegs)
	for i := range batch {
		batch[i] = order(alice, bob, 1)
		batch[i].Note = ledger.Note{Reference: strings.Repeat("x", 140), Metadata: json.RawMessage(`{"i":` + fmt.Sprint(i) + `}`)}
	}
	start := time.Now()
	got, err := store.TransferAll(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d legs in %v", len(got), time.Since(start))
	for i, p := range got {
		if p.FromAccount.Balance != money.Amount(999-i) || p.ToAccount.Balance != money.Amount(i+1) ||
			(i > 0 && p.Transfer.ID <= got[i-1].Transfer.ID) || string(p.Transfer.Note.Metadata) != fmt.Sprintf(`{"i":%d}`, i) {
			t.Fatalf("leg %d: %+v", i, p)
		}
	}
	wantAvailable(t, store, alice, 0, 0)
	wantAvailable(t, store, bob, 1000, 1000)
	checkBooks(t, db)
}

// TestBatchesInAllDirections would dead-lock if accounts were locked in the order
// of the legs.
func TestBatchesInAllDirections(t *testing.T) {
	stores, alice, db := replicasWithAccount(t)
	ring := []ledger.Account{alice, newAccount(t, stores[0], "bob", 100), newAccount(t, stores[0], "carol", 100), newAccount(t, stores[0], "dave", 100)}
	var all sync.WaitGroup
	for i := range 80 {
		var batch ledger.Batch
		for j := range ring {
			from, to := ring[(i+j)%4], ring[(i+j+1)%4]
			if i%2 == 1 {
				from, to = ring[(i-j+4)%4], ring[(i-j+3)%4]
			}
			o := order(from, to, 1)
			o.ActsOnAny = true
			batch = append(batch, o)
		}
		all.Go(func() {
			if _, err := stores[i%2].TransferAll(t.Context(), batch); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, a := range ring {
		wantAvailable(t, stores[0], a, 100, 100)
	}
	checkBooks(t, db)
}
