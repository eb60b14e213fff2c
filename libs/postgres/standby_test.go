package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// readers is a bank that reads from a standby.
type readers struct {
	store    *postgres.Store
	standby  *postgrestest.Standby
	source   string
	from, to ledger.Account
}

// newReaders starts a standby. The store reaches it through the proxy, if there is one.
func newReaders(t *testing.T, through func(source string) string) *readers {
	t.Helper()
	source := postgrestest.New(t)
	r := &readers{standby: postgrestest.NewStandby(t), source: source}
	var err error
	if r.store, err = postgres.Open(postgrestest.Service(t, source), timeout); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.store.Close() })
	readFrom := r.standby.Service(t, source)
	if through != nil {
		readFrom = through(readFrom)
	}
	if err := r.store.ReadFrom(readFrom); err != nil {
		t.Fatal(err)
	}
	r.from, r.to = newAccount(t, r.store, "from", 1_000_000), newAccount(t, r.store, "to", 0)
	return r
}

// move makes a transfer and returns an error unless all ways to list it do so at once.
func (r *readers) move(t *testing.T) {
	t.Helper()
	p, err := r.store.Transfer(t.Context(), order(r.from, r.to, 1))
	if err != nil {
		t.Error(err)
		return
	}
	page := postgres.Page{Limit: 1000} // room for what others do meanwhile
	entries, err := r.store.Entries(t.Context(), postgres.EntryQuery{AccountID: r.to.ID, Page: page})
	if err != nil {
		t.Error(err)
		return
	}
	found := false
	for _, e := range entries {
		found = found || e.TransferID == p.Transfer.ID
	}
	if !found {
		t.Errorf("transfer %d is not among the entries", p.Transfer.ID)
	}
	transfers, err := r.store.Transfers(t.Context(), postgres.TransferQuery{Owner: "from", Page: page})
	if err != nil {
		t.Error(err)
		return
	}
	found = false
	for _, other := range transfers {
		found = found || other.ID == p.Transfer.ID
	}
	if !found {
		t.Errorf("transfer %d is not among the transfers", p.Transfer.ID)
	}
}

// moves makes transfers until so many lists were read, and returns how many of these
// the standby answered.
func (r *readers) moves(t *testing.T, n int) (byStandby uint64) {
	t.Helper()
	before, _ := r.store.Reads()
	for range n {
		r.move(t)
	}
	after, _ := r.store.Reads()
	return after - before
}

// awaitStandby returns when the standby is read from.
func (r *readers) awaitStandby(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); r.moves(t, 1) == 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the standby is not read from")
		}
	}
}

func (r *readers) onStandby(t *testing.T, statement string) {
	t.Helper()
	exec(t, openDB(t, r.standby.Source(t, r.source)), statement)
}

// TestReadYourWritesFromStandby has many write and list what they have written.
func TestReadYourWritesFromStandby(t *testing.T) {
	r := newReaders(t, nil)
	r.awaitStandby(t)
	before, _ := r.store.Reads()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				r.move(t)
			}
		})
	}
	all.Wait()
	byStandby, byPrimary := r.store.Reads()
	t.Logf("%d lists were read from the standby, %d from the primary", byStandby, byPrimary)
	if byStandby == before {
		t.Error("the standby was not read from")
	}
	now := time.Now()
	statement, lines, err := r.store.Statement(t.Context(), r.to.ID, postgres.Period{From: now.Add(-time.Hour), To: now.Add(-time.Millisecond)})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range lines {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if int64(statement.Closing) != int64(n) || n < 200 {
		t.Errorf("a statement of %d lines ends with %d", n, statement.Closing)
	}
}

// TestStandbyThatIsBehind is not read from until it has caught up.
func TestStandbyThatIsBehind(t *testing.T) {
	r := newReaders(t, nil)
	r.awaitStandby(t)
	r.onStandby(t, "SELECT pg_wal_replay_pause()")
	if n := r.moves(t, 20); n != 0 {
		t.Errorf("a standby that replays nothing answered %d lists", n)
	}
	r.onStandby(t, "SELECT pg_wal_replay_resume()")
	r.awaitStandby(t)
}

// TestStandbyThatEnds, or becomes a primary of its own, is not missed.
func TestStandbyThatEnds(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, r *readers){
		"stopped":  func(t *testing.T, r *readers) { r.standby.Stop(t) },
		"promoted": func(t *testing.T, r *readers) { r.onStandby(t, "SELECT pg_promote()") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newReaders(t, nil)
			r.awaitStandby(t)
			end(t, r)
			if n := r.moves(t, 20); n != 0 {
				t.Errorf("it answered %d lists", n)
			}
			if err := r.store.CheckStandby(t.Context()); err == nil {
				t.Error("CheckStandby finds nothing wrong")
			}
		})
	}
}

// TestStandbyThatHangs holds readers up for a moment.
func TestStandbyThatHangs(t *testing.T) {
	var p *proxy
	r := newReaders(t, func(source string) (through string) {
		p, through = startProxy(t, source)
		return through
	})
	r.awaitStandby(t)
	p.hung.Store(true)
	start := time.Now()
	r.moves(t, 20)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("20 transfers and 40 lists took %v", took)
	}
}

// TestCancelledReader: that a caller gives up says nothing of the standby.
func TestCancelledReader(t *testing.T) {
	r := newReaders(t, nil)
	r.awaitStandby(t)
	r.onStandby(t, "SELECT pg_wal_replay_pause()")
	pay(t, r.store, r.from, r.to, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := r.store.Transfers(ctx, postgres.TransferQuery{Owner: "from", Page: postgres.Page{Limit: 10}}); err == nil {
		t.Error("a list was read in no time")
	}
	r.onStandby(t, "SELECT pg_wal_replay_resume()")
	time.Sleep(50 * time.Millisecond) // less than a standby that is late is avoided for
	if r.moves(t, 1) == 0 {
		t.Error("the standby is not read from")
	}
}

func TestPrimaryIsNoStandby(t *testing.T) {
	source := postgrestest.New(t)
	store, err := postgres.Open(postgrestest.Service(t, source), timeout)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.CheckStandby(t.Context()); err != nil {
		t.Errorf("without a standby: %v", err)
	}
	if err := store.ReadFrom(postgrestest.Service(t, source)); err != nil {
		t.Fatal(err)
	}
	if err := store.CheckStandby(t.Context()); err == nil || !strings.Contains(err.Error(), "not a standby") {
		t.Errorf("with a primary: %v", err)
	}
	from, to := newAccount(t, store, "from", 100), newAccount(t, store, "to", 0)
	r := &readers{store: store, from: from, to: to}
	if n := r.moves(t, 3); n != 0 {
		t.Errorf("a primary answered %d lists as a standby", n)
	}
}
