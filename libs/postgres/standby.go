package postgres

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"example.com/simplebank/libs/fault"
)

const (
	// standbySilence is how long a standby may be silent to a reader, who then asks the
	// primary: less than a request may take.
	standbySilence = 3 * time.Second
	// catchUpWithin is how long a reader waits for the standby to have what was committed
	// before. Streaming takes a millisecond or two in one place.
	catchUpWithin = 25 * time.Millisecond
	// catchUpLook is how often it is looked at meanwhile.
	catchUpLook = time.Millisecond
	// How long nobody waits for a standby that was too far behind, or that has failed.
	avoidLate   = 100 * time.Millisecond
	avoidFailed = time.Second
)

// standby is a server that follows the database by streaming replication.
type standby struct {
	db      *sql.DB
	seen    atomic.Int64 // the latest position known to be replayed
	looking atomic.Bool  // somebody asks how far it is
	avoid   atomic.Int64 // until when, in ns since 1970
	reads   [2]atomic.Uint64
}

// The reads of a standby: those that it has answered, and those that the primary has in
// its place.
const (
	byStandby = iota
	byPrimary
)

// Positions in the write-ahead log, in bytes: what the primary has on its disk, and what
// can be seen at the standby.
const (
	selectFlushed  = `SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint`
	selectReplayed = `SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint ELSE -1 END`
)

// ReadFrom has lists and statements read from a standby, at source, that follows the
// database by streaming replication: each as soon as the standby has all that was
// committed before it was asked for, so that nobody is shown less than anybody was told.
// Where the standby is too far behind for that, or does not answer, the database itself
// is read. It is to be called before the store is used; the error is about source only.
func (s *Store) ReadFrom(source string) error {
	connector, _, err := connectorOf(source, standbySilence)
	if err != nil {
		return fault.During("source of the standby", err)
	}
	s.standby = &standby{db: newPool(connector)}
	return nil
}

// CheckStandby returns an error if there is a standby to read from that cannot be.
func (s *Store) CheckStandby(ctx context.Context) error {
	if s.standby == nil {
		return nil
	}
	return wrap("ask the standby how far it is", s.standby.look(ctx))
}

// Reads returns how many reads a standby has answered, and how many it should have but
// the primary did; nothing without one.
func (s *Store) Reads() (standby, primary uint64) {
	if s.standby == nil {
		return 0, 0
	}
	return s.standby.reads[byStandby].Load(), s.standby.reads[byPrimary].Load()
}

// errNoStandby is of a server that follows no other, or no longer: what it has is
// its own.
var errNoStandby = errors.New("the server is not a standby: it is not in recovery")

// reader is what can be read from.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// reader returns a standby that has all that was committed before, or what the store
// works with.
func (s *Store) reader(ctx context.Context) reader {
	y := s.standby
	if y == nil || s.tx != nil {
		return s.conn
	}
	if !y.caughtUp(ctx, s.conn) {
		y.reads[byPrimary].Add(1)
		return s.conn
	}
	return fallback{y, s.conn}
}

// caughtUp waits a moment for the standby to have all that is committed now.
func (y *standby) caughtUp(ctx context.Context, primary reader) bool {
	if y.avoided() {
		return false
	}
	// What was committed, and told to anybody, is on the disk: never synchronous_commit=off.
	var wanted int64
	if err := primary.QueryRowContext(ctx, selectFlushed).Scan(&wanted); err != nil {
		return false
	}
	for end := time.Now().Add(catchUpWithin); y.seen.Load() < wanted; {
		switch {
		case ctx.Err() != nil || y.avoided():
			return false
		case time.Now().After(end):
			y.avoidFor(avoidLate)
			return false
		case y.looking.CompareAndSwap(false, true):
			go func() { // it may hang, and is for all who wait
				defer y.looking.Store(false)
				if y.look(context.WithoutCancel(ctx)) != nil {
					y.avoidFor(avoidFailed)
				}
			}()
		default:
			time.Sleep(catchUpLook)
		}
	}
	return true
}

// look asks the standby how far it is, or returns an error.
func (y *standby) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, standbySilence)
	defer cancel()
	var at int64
	if err := y.db.QueryRowContext(ctx, selectReplayed).Scan(&at); err != nil {
		return err
	}
	if at < 0 {
		return errNoStandby
	}
	for seen := y.seen.Load(); seen < at && !y.seen.CompareAndSwap(seen, at); {
		seen = y.seen.Load()
	}
	return nil
}

func (y *standby) avoided() bool { return time.Now().UnixNano() < y.avoid.Load() }

func (y *standby) avoidFor(d time.Duration) { y.avoid.Store(time.Now().Add(d).UnixNano()) }

// fallback reads from the standby, and from the primary where that fails, as where it
// has ended, or had to cancel what stood in the way of what it replays (40001).
type fallback struct {
	standby *standby
	primary connection
}

func (f fallback) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := f.standby.db.QueryContext(ctx, query, args...)
	if f.answered(err) {
		return rows, nil
	}
	return f.primary.QueryContext(ctx, query, args...)
}

func (f fallback) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	row := f.standby.db.QueryRowContext(ctx, query, args...)
	if f.answered(row.Err()) {
		return row
	}
	return f.primary.QueryRowContext(ctx, query, args...)
}

func (f fallback) answered(err error) bool {
	if err == nil {
		f.standby.reads[byStandby].Add(1)
		return true
	}
	f.standby.avoidFor(avoidFailed)
	f.standby.reads[byPrimary].Add(1)
	return false
}
