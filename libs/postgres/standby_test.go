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

// readers is a bank that reads from a standby. All transfers are of one minor unit from
// one account to another.
type readers struct {
	store    *postgres.Store
	standby  *postgrestest.Standby
	source   string
	from, to ledger.Account
}

// newReaders starts a standby. The store reaches it through what is given, if anything.
func newReaders(t *testing.T, through func(source string) string) *readers {
	t.Helper()
	r := &readers{source: postgrestest.New(t)}
	r.standby = postgrestest.NewStandby(t)
	var err error
	if r.store, err = postgres.Open(postgrestest.Service(t, r.source), timeout); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.store.Close() })
	readFrom := r.standby.Service(t, r.source)
	if through != nil {
		readFrom = through(readFrom)
	}
	if err := r.store.ReadFrom(readFrom); err != nil {
		t.Fatal(err)
	}
	r.from, r.to = newAccount(t, r.store, "from", 1_000_000), newAccount(t, r.store, "to", 0)
	return r
}

// read makes a transfer, and has a statement that must have it.
func (r *readers) read(t *testing.T) {
	t.Helper()
	p, err := r.store.Transfer(t.Context(), order(r.from, r.to, 1))
	if err != nil {
		t.Error(err)
		return
	}
	r.readUntil(t, p.Transfer.ID)
}

// readUntil has a statement of all that came in, which must have the transfer.
func (r *readers) readUntil(t *testing.T, transferID int64) {
	t.Helper()
	now := time.Now()
	statement, lines, err := r.store.Statement(t.Context(), r.to.ID, postgres.Period{From: now.Add(-time.Hour), To: now})
	if err != nil {
		t.Error(err)
		return
	}
	n, found := 0, false
	for line, err := range lines {
		if err != nil {
			t.Error(err)
			return
		}
		n++
		found = found || line.TransferID == transferID
	}
	if !found || int64(statement.Closing) != int64(n) {
		t.Errorf("a statement of %d lines closes with %d; it has transfer %d: %t", n, statement.Closing, transferID, found)
	}
}

// reads has that many statements, and returns how many the standby answered.
func (r *readers) reads(t *testing.T, n int) uint64 {
	t.Helper()
	before, _ := r.store.StandbyReads()
	for range n {
		r.read(t)
	}
	after, _ := r.store.StandbyReads()
	return after - before
}

// awaitStandby returns when the standby is read from.
func (r *readers) awaitStandby(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); r.reads(t, 1) == 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the standby is not read from")
		}
	}
}

func (r *readers) onStandby(t *testing.T, statement string) {
	t.Helper()
	exec(t, openDB(t, r.standby.Source(t, r.source)), statement)
}

// TestReadYourWritesFromStandby has many write and read what they have written.
func TestReadYourWritesFromStandby(t *testing.T) {
	r := newReaders(t, nil)
	bookMany(t, openDB(t, r.source), r.from, r.to, 2500) // for statements to have several parts
	r.awaitStandby(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 25 {
				r.read(t)
			}
		})
	}
	before, _ := r.store.StandbyReads()
	all.Wait()
	byStandby, byPrimary := r.store.StandbyReads()
	t.Logf("%d parts of statements were read from the standby, %d from the primary", byStandby, byPrimary)
	if byStandby == before {
		t.Error("the standby was not read from")
	}
}

// TestStandbyThatIsBehind is not read from until it has caught up.
func TestStandbyThatIsBehind(t *testing.T) {
	r := newReaders(t, nil)
	r.awaitStandby(t)
	r.onStandby(t, "SELECT pg_wal_replay_pause()")
	if n := r.reads(t, 20); n != 0 {
		t.Errorf("a standby that replays nothing answered %d times", n)
	}
	r.onStandby(t, "SELECT pg_wal_replay_resume()")
	r.awaitStandby(t)
}

func TestStandbyThatStops(t *testing.T) {
	r := newReaders(t, nil)
	r.awaitStandby(t)
	r.standby.Stop(t)
	if n := r.reads(t, 20); n != 0 {
		t.Errorf("it answered %d times", n)
	}
	if err := r.store.CheckStandby(t.Context()); err == nil {
		t.Error("CheckStandby finds nothing wrong")
	}
}

// TestStandbyThatIsPromoted has a transfer that its primary knows nothing of.
func TestStandbyThatIsPromoted(t *testing.T) {
	r := newReaders(t, nil)
	r.awaitStandby(t)
	p, err := r.store.Transfer(t.Context(), order(r.from, r.to, 1))
	if err != nil {
		t.Fatal(err)
	}
	r.onStandby(t, "SELECT pg_promote()")
	promoted, err := postgres.Open(r.standby.Service(t, r.source), timeout)
	if err != nil {
		t.Fatal(err)
	}
	defer promoted.Close()
	pay(t, promoted, r.from, r.to, 1)
	before, _ := r.store.StandbyReads()
	r.readUntil(t, p.Transfer.ID)
	if after, _ := r.store.StandbyReads(); after != before {
		t.Error("it was read from")
	}
	if err := r.store.CheckStandby(t.Context()); err == nil || !strings.Contains(err.Error(), "not a standby") {
		t.Errorf("CheckStandby: %v", err)
	}
}

// TestStandbyThatHangs holds up who reads then, more than it has connections for, and
// nobody for long.
func TestStandbyThatHangs(t *testing.T) {
	var p *proxy
	r := newReaders(t, func(source string) (through string) {
		p, through = startProxy(t, source)
		return through
	})
	r.awaitStandby(t)
	p.hung.Store(true)
	start := time.Now()
	var all sync.WaitGroup
	for range 60 {
		all.Go(func() { r.read(t) })
	}
	all.Wait()
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("they took %v", took)
	}
}

// TestReaderWhoGivesUp says nothing of the standby.
func TestReaderWhoGivesUp(t *testing.T) {
	r := newReaders(t, nil)
	r.awaitStandby(t)
	now := time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	_, lines, err := r.store.Statement(ctx, r.to.ID, postgres.Period{From: now.Add(-time.Hour), To: now})
	if err != nil {
		t.Fatal(err)
	}
	r.onStandby(t, "SELECT pg_wal_replay_pause()")
	cancel()
	for _, err := range lines {
		if err == nil {
			t.Error("who has given up is answered")
		}
	}
	r.onStandby(t, "SELECT pg_wal_replay_resume()")
	if r.reads(t, 1) == 0 {
		t.Error("the standby is avoided")
	}
}

// TestNoStandby is of sources that are none of the database.
func TestNoStandby(t *testing.T) {
	source := postgrestest.New(t)
	standby := postgrestest.NewStandby(t)
	other := postgrestest.New(t)
	for name, tt := range map[string]struct{ source, words string }{
		"the primary":                   {postgrestest.Service(t, source), "not a standby"},
		"a standby of another database": {standby.Service(t, other), "does not follow the database"},
		"a database that is not there":  {strings.Replace(standby.Service(t, source), "/test_", "/none_", 1), "does not exist"},
		"a server that does not listen": {"postgres://bank:x@127.0.0.1:1/bank?sslmode=disable", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := postgres.Open(postgrestest.Service(t, source), timeout)
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			if err := store.CheckStandby(t.Context()); err != nil {
				t.Errorf("without one: %v", err)
			}
			if err := store.ReadFrom(tt.source); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
				if err = store.CheckStandby(t.Context()); err != nil && strings.Contains(err.Error(), tt.words) {
					break
				}
				if time.Now().After(end) { // what is made at the primary comes to the standby in time
					t.Fatalf("CheckStandby: %v; want %q", err, tt.words)
				}
			}
			name := strings.ReplaceAll(name, " ", "")
			r := &readers{store: store, from: newAccount(t, store, "from"+name, 100), to: newAccount(t, store, "to"+name, 0)}
			if n := r.reads(t, 3); n != 0 {
				t.Errorf("it answered %d times", n)
			}
		})
	}
}
