package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"example.com/simplebank/libs/fault"
)

const (
	// standbySilence is how long a standby may be silent to a reader, who then asks the
	// primary: less than a request may take.
	standbySilence = 2 * time.Second
	// freeWithin is how long a reader waits for a connection to the standby.
	freeWithin = 250 * time.Millisecond
	// catchUpWithin is how long a reader waits for the standby to have what was committed
	// before. Streaming takes a millisecond or two in one place.
	catchUpWithin = 100 * time.Millisecond
	// catchUpLook is how often it is looked at meanwhile.
	catchUpLook = 2 * time.Millisecond
	// avoidFor is how long nobody asks a standby that was too far behind, or has failed.
	avoidFor = time.Second
)

// standby is a server that follows the database by streaming replication.
type standby struct {
	db        *sql.DB
	avoid     atomic.Int64 // until when, in ns since 1970
	byStandby atomic.Uint64
	byPrimary atomic.Uint64 // in its place
}

// place is one in the write-ahead log of a database.
type place struct {
	lsn int64  // bytes from its beginning (pg_lsn)
	of  string // which cluster's log, which database, and which schemas of it
}

// selectPlace is completed by how far the log is. Of a server that is no standby, or no
// longer, it is not asked how far it has replayed: what it has is its own.
const (
	selectPlace = `
		SELECT coalesce(pg_wal_lsn_diff(%s, '0/0')::bigint, -1), format('%%s %%s %%s', c.system_identifier, d.oid, current_schemas(false))
		FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()`
	// flushed is what is on the disk, as all is that is committed: never
	// synchronous_commit=off. What is only written may stay so while nothing is committed.
	flushed  = `pg_current_wal_flush_lsn()`
	replayed = `CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END`
)

func readPlace(ctx context.Context, reader reader, lsn string) (p place, err error) {
	err = reader.QueryRowContext(ctx, fmt.Sprintf(selectPlace, lsn)).Scan(&p.lsn, &p.of)
	return p, err
}

// ReadFrom has the lines of statements read from a standby, at source, that follows the
// database by streaming replication, as soon as it has all that was committed before
// the statement was made. Where it is too far behind for that, or fails, the database
// itself is read. It is to be called before the store is used; the error is about
// source only.
//
// Of a statement all is settled. Of what is not, a standby may show more than the
// primary does at the same time, whose commits are sent before they are seen: lists,
// where that could be noticed, are the primary's.
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
	wanted, err := readPlace(ctx, s.conn, flushed)
	if err != nil {
		return wrap("ask how far the log is", err)
	}
	at, err := readPlace(ctx, s.standby.db, replayed)
	if err == nil {
		err = at.check(wanted)
	}
	return wrap("ask the standby how far it is", err)
}

// check returns an error if the place is not one on the way to what is wanted.
func (p place) check(wanted place) error {
	switch {
	case p.of != wanted.of:
		return errors.New("it does not follow the database: it is of another cluster, or another database or schema of it")
	case p.lsn < 0:
		return errors.New("it is not a standby: it is not in recovery")
	default:
		return nil
	}
}

// StandbyReads returns how many reads a standby has answered, and how many it should
// have but the primary did; nothing without one. A statement is one for each thousand
// of its lines.
func (s *Store) StandbyReads() (byStandby, byPrimary uint64) {
	if s.standby == nil {
		return 0, 0
	}
	return s.standby.byStandby.Load(), s.standby.byPrimary.Load()
}

// reader is what can be read from.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// now returns the place that a standby has to have come to, to show all that is
// committed now. The zero place is one that none comes to.
func (s *Store) now(ctx context.Context) place {
	if s.standby == nil || s.tx != nil {
		return place{}
	}
	p, err := readPlace(ctx, s.conn, flushed)
	if err != nil {
		return place{} // who reads next sees as much
	}
	return p
}

// read has do read from the standby if that has come to the place, else, or where that
// fails, from what the store works with. do may be called twice.
func (s *Store) read(ctx context.Context, wanted place, do func(reader) error) error {
	y := s.standby
	if y == nil || s.tx != nil {
		return do(s.conn)
	}
	if err := y.read(ctx, wanted, do); err == nil || ctx.Err() != nil {
		return err // that a caller gives up says nothing of the standby
	}
	y.byPrimary.Add(1)
	return do(s.conn)
}

var errAvoided = errors.New("the standby is avoided")

func (y *standby) read(ctx context.Context, wanted place, do func(reader) error) error {
	if wanted == (place{}) || time.Now().UnixNano() < y.avoid.Load() {
		return errAvoided
	}
	soon, cancel := context.WithTimeout(ctx, freeWithin)
	conn, err := y.db.Conn(soon)
	cancel()
	if err == nil {
		defer conn.Close()
		err = catchUp(ctx, conn, wanted)
	}
	if err == nil {
		err = do(conn)
	}
	switch {
	case err == nil:
		y.byStandby.Add(1)
	case ctx.Err() == nil:
		y.avoid.Store(time.Now().Add(avoidFor).UnixNano())
	}
	return err
}

// catchUp waits a moment for the standby to have come to the place. It asks over the
// connection that is read from: another may lead to another server, or to the same one
// before it began anew from what it had on its disk.
func catchUp(ctx context.Context, conn reader, wanted place) error {
	for end := time.Now().Add(catchUpWithin); ; time.Sleep(catchUpLook) {
		at, err := readPlace(ctx, conn, replayed)
		if err != nil {
			return err
		}
		if err := at.check(wanted); err != nil || at.lsn >= wanted.lsn {
			return err
		}
		if time.Now().After(end) {
			return errors.New("the standby is too far behind")
		}
	}
}
