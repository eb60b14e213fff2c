// Package selftest measures what a PostgreSQL gives the bank, and proves that nothing
// went wrong meanwhile: it carries out transfers as the service does, by
// [postgres.GroupCommit] and with the log of transfers, but without HTTP.
//
// The ledger is append-only, so none of it is done to the bank's tables: a [Trial] has
// a schema of its own in the same database, which it drops in the end.
package selftest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/services/bank/sequencer"
)

const (
	// timeout is how long the service works on a request.
	timeout = 15 * time.Second
	// dropTimeout bounds the dropping of the schema.
	dropTimeout = time.Minute
)

// Options says what is to be done. All but Hot and Keep are required.
type Options struct {
	Source   string // the database, for a role that may make schemas in it
	Accounts int    // from 2 on
	Clients  int    // how many callers there are, each of whom waits for answers
	Rate     int    // how many requests come in a second; 0 for one when another is answered
	Duration time.Duration
	Hot      bool         // everybody pays the same account, not just any
	Keep     bool         // the schema is not dropped
	Progress func(string) // is told how far it is
}

// Trial is a bank in a schema of its own, and what has been asked of it.
type Trial struct {
	Options
	Schema string // the name, which needs no quotes

	source  string // of the schema
	db      *sql.DB
	store   *postgres.Store
	keys    transparency.Keys
	ledger  *sequencer.Sequencer
	account int64 // the first one; the others follow
	seeded  int64 // the last transfer that was there before
	outcome outcome
}

// Begin makes the schema, and accounts with money. Call Close in the end.
func Begin(ctx context.Context, o Options) (_ *Trial, err error) {
	t := &Trial{Options: o, Schema: "selftest_" + strings.ToLower(rand.Text()[:12])}
	if t.source, err = postgres.WithParameter(o.Source, "search_path", t.Schema); err != nil {
		return nil, err
	}
	if t.store, err = postgres.Open(t.source, timeout); err != nil {
		return nil, err
	}
	connector, err := pq.NewConnector(t.source)
	if err != nil {
		return nil, errors.Join(fault.During("read database source", err), t.store.Close())
	}
	t.db = sql.OpenDB(connector)
	t.db.SetMaxIdleConns(-1) // of none that is lost while others work anybody gets to know
	if err := t.prepare(ctx); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// Close drops the schema, unless it is to be kept, whatever has happened.
func (t *Trial) Close() (err error) {
	if !t.Keep {
		// What ends the trial must not leave the schema.
		ctx, cancel := context.WithTimeout(context.Background(), dropTimeout)
		defer cancel()
		err = t.exec(ctx, "drop the schema "+t.Schema+", which is to be done by hand now", "DROP SCHEMA IF EXISTS "+t.Schema+" CASCADE")
	}
	return errors.Join(err, t.store.Close(), t.db.Close())
}

// Run makes a trial from its beginning to its end. With an error the report is of what
// was found until then, if anything.
func Run(ctx context.Context, o Options) (r Report, err error) {
	t, err := Begin(ctx, o)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	if err := t.Load(ctx); err != nil {
		return r, err
	}
	return t.Check(ctx)
}

func (t *Trial) exec(ctx context.Context, what, statements string) error {
	if _, err := t.db.ExecContext(ctx, statements); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
