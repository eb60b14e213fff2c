package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// history is three accounts with money that went to and fro.
type history struct {
	store             *postgres.Store
	db                *sql.DB
	alice, bob, carol ledger.Account
	lines             []postgres.Line // of alice, newest first
}

func newHistory(t *testing.T) *history {
	t.Helper()
	h := &history{}
	h.store, h.db = open(t)
	h.bob, h.carol = newAccount(t, h.store, "bob", 0), newAccount(t, h.store, "carol", 1000)
	h.alice = newAccount(t, h.store, "alice", 0)
	p, err := h.store.Deposit(t.Context(), h.alice.ID, 100)
	if err != nil {
		t.Fatal(err)
	}
	h.note(p)
	for i := range 10 {
		h.transfer(t, h.alice, h.bob, money.Amount(i+1), "out")
		h.transfer(t, h.carol, h.alice, money.Amount(i+1), "")
		h.transfer(t, h.carol, h.bob, 1, "out") // not alice's
	}
	return h
}

func (h *history) transfer(t *testing.T, from, to ledger.Account, amount money.Amount, reference string) {
	t.Helper()
	o := order(from, to, amount)
	o.Note.Reference = reference
	p, err := h.store.Transfer(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	h.note(p)
}

// note puts down the line that a posting is to alice.
func (h *history) note(p ledger.Posting) {
	line := postgres.Line{TransferID: p.Transfer.ID, Reference: p.Transfer.Note.Reference}
	switch h.alice.ID {
	case p.FromAccount.ID:
		line.Entry, line.CounterpartyID, line.Balance = p.FromEntry, p.ToAccount.ID, p.FromAccount.Balance
	case p.ToAccount.ID:
		line.Entry, line.CounterpartyID, line.Balance = p.ToEntry, p.FromAccount.ID, p.ToAccount.Balance
	default:
		return
	}
	h.lines = append([]postgres.Line{line}, h.lines...)
}

func TestEntries(t *testing.T) {
	h := newHistory(t)
	at := func(i int) time.Time { return h.lines[i].CreatedAt }
	few := func(keep func(postgres.Line) bool) (some []postgres.Line) {
		for _, l := range h.lines {
			if keep(l) {
				some = append(some, l)
			}
		}
		return some
	}
	tests := []struct {
		name  string
		query postgres.EntryQuery
		want  []postgres.Line
	}{
		{"all", postgres.EntryQuery{}, h.lines},
		{"first page", postgres.EntryQuery{Page: postgres.Page{Limit: 3}}, h.lines[:3]},
		{"next page", postgres.EntryQuery{Page: postgres.Page{Limit: 3, Before: h.lines[2].Position()}}, h.lines[3:6]},
		{"page after the last", postgres.EntryQuery{Page: postgres.Page{Before: h.lines[20].Position()}}, nil},
		{"from, itself included", postgres.EntryQuery{Period: postgres.Period{From: at(4)}}, h.lines[:5]},
		{"to, itself excluded", postgres.EntryQuery{Period: postgres.Period{To: at(4)}}, h.lines[5:]},
		{"from and to", postgres.EntryQuery{Period: postgres.Period{From: at(9), To: at(4)}}, h.lines[5:10]},
		{"page of a period", postgres.EntryQuery{
			Period: postgres.Period{From: at(9), To: at(4)}, Page: postgres.Page{Limit: 9, Before: h.lines[6].Position()},
		}, h.lines[7:10]},
		{"amounts of either sign", postgres.EntryQuery{Amounts: postgres.Amounts{Min: 3, Max: 4}},
			few(func(l postgres.Line) bool { return max(l.Amount, -l.Amount) == 3 || max(l.Amount, -l.Amount) == 4 })},
		{"least amount", postgres.EntryQuery{Amounts: postgres.Amounts{Min: 10}},
			few(func(l postgres.Line) bool { return max(l.Amount, -l.Amount) >= 10 })},
		{"another account", postgres.EntryQuery{AccountID: 1 << 40}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := tt.query
			if q.AccountID == 0 {
				q.AccountID = h.alice.ID
			}
			if q.Page.Limit == 0 {
				q.Page.Limit = 100
			}
			got, err := h.store.Entries(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBalanceAt(t *testing.T) {
	h := newHistory(t)
	at := func(when time.Time) money.Amount {
		t.Helper()
		got, echo, err := h.store.BalanceAt(t.Context(), h.alice.ID, when)
		if err != nil || !echo.Equal(when) {
			t.Errorf("at %v: %v, %v", when, echo, err)
		}
		return got
	}
	before := money.Amount(0)
	for i := len(h.lines) - 1; i >= 0; i-- {
		line := h.lines[i]
		if got := at(line.CreatedAt.Add(-time.Microsecond)); got != before {
			t.Errorf("before entry %d: %d, want %d", line.ID, got, before)
		}
		if got := at(line.CreatedAt); got != line.Balance {
			t.Errorf("at entry %d: %d, want %d", line.ID, got, line.Balance)
		}
		before = line.Balance
	}
	now, when, err := h.store.BalanceAt(t.Context(), h.alice.ID, time.Time{})
	if err != nil || now != balance(t, h.store, h.alice.ID) || when.Before(h.lines[0].CreatedAt) || when.Location() != time.UTC {
		t.Errorf("now: %d at %v, %v", now, when, err)
	}
	if _, _, err := h.store.BalanceAt(t.Context(), h.alice.ID, time.Now().Add(time.Hour)); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("in an hour: %v", err)
	}
}

// TestBalanceAtWaitsForBookings is of a transfer that has its time but has not
// been committed: what was held at a time does not change once it was told.
func TestBalanceAtWaitsForBookings(t *testing.T) {
	h := newHistory(t)
	tx, err := h.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	var at time.Time
	const move = `
		WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ($1, $2, 100) RETURNING id, created_at), e AS (
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ($1::bigint, -100), ($2, 100)) v (a, b)
		)
		SELECT created_at FROM t`
	if err := tx.QueryRowContext(t.Context(), move, h.alice.ID, h.bob.ID).Scan(&at); err != nil {
		t.Fatal(err)
	}
	type answer struct {
		balance money.Amount
		err     error
	}
	answers := make(chan answer, 1)
	go func() {
		got, _, err := h.store.BalanceAt(context.WithoutCancel(t.Context()), h.alice.ID, at)
		answers <- answer{got, err}
	}()
	waitForLock(t, h.db)
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := <-answers; got.err != nil || got.balance != 0 {
		t.Errorf("balance at the transfer's time: %d, %v; want 0", got.balance, got.err)
	}
}

// waitForLock returns when somebody waits for a lock.
func waitForLock(t *testing.T, db *sql.DB) {
	t.Helper()
	const query = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var waits bool
		if err := db.QueryRowContext(t.Context(), query).Scan(&waits); err != nil {
			t.Fatal(err)
		}
		if waits {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody waits for a lock")
		}
	}
}

// TestPagesBesideWriters pages through entries and transfers while both grow:
// whoever pages sees once what was there, and nothing of what came later.
func TestPagesBesideWriters(t *testing.T) {
	h := newHistory(t)
	var writers sync.WaitGroup
	for _, pair := range [][2]ledger.Account{{h.alice, h.bob}, {h.bob, h.alice}, {h.carol, h.alice}} {
		writers.Go(func() {
			for range 300 { // not for as long as there are readers, whom they would outrun
				_, err := h.store.Transfer(t.Context(), order(pair[0], pair[1], money.Amount(1+rand.Int64N(3))))
				if err != nil && !errors.Is(err, fault.InsufficientFunds) {
					t.Error(err)
				}
			}
		})
	}
	var written atomic.Bool
	go func() {
		writers.Wait()
		written.Store(true)
	}()
	for !written.Load() {
		checkPages(t, h)
	}
	checkPages(t, h)
	checkBooks(t, h.db)
}

func checkPages(t *testing.T, h *history) {
	t.Helper()
	page := postgres.Page{Limit: 7}
	var lines []postgres.Line
	for {
		some, err := h.store.Entries(t.Context(), postgres.EntryQuery{AccountID: h.alice.ID, Page: page})
		if err != nil {
			t.Fatal(err)
		}
		if lines = append(lines, some...); len(some) < int(page.Limit) {
			break
		}
		page.Before = some[len(some)-1].Position()
	}
	for i, line := range lines {
		before := money.Amount(0)
		if i+1 < len(lines) {
			before = lines[i+1].Balance
			if lines[i+1].TransferID >= line.TransferID {
				t.Fatalf("%+v comes before %+v", line, lines[i+1])
			}
		}
		if before+line.Amount != line.Balance {
			t.Fatalf("%+v does not follow a balance of %d", line, before)
		}
	}

	page = postgres.Page{Limit: 7}
	i := -1 // of the line of the first transfer
	for {
		some, err := h.store.Transfers(t.Context(), postgres.TransferQuery{Owner: "alice", Page: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, transfer := range some {
			if i < 0 && transfer.ID != lines[0].TransferID {
				continue // it came after the entries were read
			}
			if i++; transfer.ID != lines[i].TransferID {
				t.Fatalf("transfer %d, want %d", transfer.ID, lines[i].TransferID)
			}
		}
		if len(some) < int(page.Limit) {
			break
		}
		last := some[len(some)-1]
		page.Before = postgres.Position{At: last.CreatedAt, ID: last.ID}
	}
	if i != len(lines)-1 {
		t.Fatalf("%d transfers, want %d", i+1, len(lines))
	}
}
