// Package postgres stores users, sessions and the ledger in PostgreSQL.
//
// Errors of the domain (a name is taken, an account is not there) are
// *fault.Error; any other error is a failure of the database or of the way to
// it.
package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/gather"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres/migration"
)

const (
	// maxConnections of one process: a few replicas stay well below the 100
	// that PostgreSQL allows by default.
	maxConnections = 20
	// connectionLifetime makes a pool follow a fail-over or a new address.
	connectionLifetime = 30 * time.Minute
	// connectTimeout bounds the making of a connection, until it is ready for a
	// query, where the source has no connect_timeout.
	connectTimeout = 5 * time.Second
	// grace is how much longer than the caller's timeout the database may be
	// silent: time for it to say that it has cancelled, so that only a
	// connection that is dead is given up.
	grace = time.Second

	// maxGroup is how much of the same kind is done together at most.
	maxGroup = 250
	// maxWaiting is how many callers may wait to have the same kind of thing
	// done: a fraction of a second's, beyond which to refuse serves better.
	maxWaiting = 2000
	// bearerWorkers is how many groups of tokens are looked up at a time. With one
	// the groups are larger, and whoever comes first does not wait longer.
	bearerWorkers = 1
)

// Store is the bank's database. Its methods may be called concurrently, but for
// those of a store that works in a transaction.
type Store struct {
	db      *sql.DB
	probe   *sql.DB    // a connection apart, to see whether the database answers
	conn    connection // where statements go: db, each of them by itself, or tx
	tx      *sql.Tx    // that all the work is part of, see [Store.Once]; else nil
	actor   *Actor     // nil for the program itself
	timeout time.Duration
	sslMode pq.SSLMode
	bearers *gather.Gatherer[bearer, identity.Role]
	seen    *seenLog
	standby *standby // nil for none
}

// connection is a database or a transaction.
type connection interface {
	reader
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Open returns a store in the database at source, a PostgreSQL URL or
// key=value list. It does not connect yet: the error is about source only.
//
// The timeout is the longest that the work of a caller may take. A connection
// that is silent for longer than that is given up, so that a database that
// hangs holds neither callers nor connections.
func Open(source string, timeout time.Duration) (*Store, error) {
	connector, config, err := connectorOf(source, timeout)
	if err != nil {
		return nil, err
	}
	probe := sql.OpenDB(connector)
	probe.SetMaxOpenConns(1)
	probe.SetConnMaxLifetime(connectionLifetime)
	db := newPool(connector)
	s := &Store{db: db, conn: &single{db}, probe: probe, timeout: timeout, sslMode: mode(config), seen: &seenLog{}}
	s.bearers = gather.New(gather.Options{Workers: bearerWorkers, Group: maxGroup, Waiting: maxWaiting, Timeout: timeout}, s.bearerRoles)
	return s, nil
}

// connectorOf returns what connects to the source, and gives a connection up that is
// silent for longer than the timeout.
func connectorOf(source string, timeout time.Duration) (*pq.Connector, pq.Config, error) {
	config, err := pq.NewConfig(source)
	if err != nil {
		return nil, config, fault.During("read database source", err)
	}
	if config.ConnectTimeout <= 0 { // without end, to the driver
		config.ConnectTimeout = connectTimeout
	}
	// One round trip a statement: without, there is one more to prepare it.
	config.BinaryParameters = true
	if config.Runtime == nil {
		config.Runtime = map[string]string{}
	}
	// A process that stops in the middle of a transaction, as a machine that is
	// paused does, would keep its locks from all others.
	config.Runtime["idle_in_transaction_session_timeout"] = strconv.FormatInt((timeout + grace).Milliseconds(), 10)
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, config, fault.During("read database source", err)
	}
	connector.Dialer(deadlineDialer{bound: timeout + grace})
	return connector, config, nil
}

func newPool(connector *pq.Connector) *sql.DB {
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	db.SetConnMaxLifetime(connectionLifetime)
	return db
}

// mode returns the sslmode of the source, or what the driver takes for it.
func mode(c pq.Config) pq.SSLMode { return cmp.Or(c.SSLMode, pq.SSLModeRequire) }

// Close closes the connections to the database.
func (s *Store) Close() error {
	err := errors.Join(s.probe.Close(), s.db.Close())
	if s.standby != nil {
		err = errors.Join(err, s.standby.db.Close())
	}
	if err != nil {
		return fault.During("close database", err)
	}
	return nil
}

// Pool tells how the connections to the database are used.
func (s *Store) Pool() sql.DBStats { return s.db.Stats() }

// Ready returns nil if the database is reachable and its schema is what this
// program needs. If the schema is not, the error is a *migration.StateError.
// It returns when ctx ends, even if the database hangs. That all connections wait
// for a lock does not make the database one that is not ready.
func (s *Store) Ready(ctx context.Context) error {
	checked := make(chan error, 1)
	// The driver notices the end of ctx only when the database answers or the
	// connection is given up; whoever asks does not wait for that.
	go func() { checked <- migration.Check(ctx, s.probe) }()
	select {
	case err := <-checked:
		return wrap("check schema", err)
	case <-ctx.Done():
		return wrap("check schema", context.Cause(ctx))
	}
}

// inTransaction commits what do did, unless it returns an error. An error that is
// not [ErrOutcomeUnknown] is of a transaction that was not committed. One that the
// server has undone for whom it met is carried out [again], do included. Where the
// store works in a transaction already, what do did becomes part of that.
func (s *Store) inTransaction(ctx context.Context, do func(*sql.Tx) error) error {
	return s.inTransactionOf(ctx, nil, do)
}

// inTransactionOf is inTransaction with options, which are only for a transaction
// that it begins.
func (s *Store) inTransactionOf(ctx context.Context, options *sql.TxOptions, do func(*sql.Tx) error) error {
	if s.tx != nil {
		return do(s.tx) // whoever has begun it carries all of it out again
	}
	return again(ctx, func() error { return s.attempt(ctx, options, do) })
}

func (s *Store) attempt(ctx context.Context, options *sql.TxOptions, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, options)
	if err != nil {
		return fault.During("begin transaction", err)
	}
	if err := do(tx); err != nil {
		rollbackErr := tx.Rollback()
		if errors.Is(rollbackErr, sql.ErrTxDone) { // as when ctx was cancelled
			rollbackErr = nil
		}
		return errors.Join(err, rollbackErr)
	}
	return commit(tx)
}

// scanner is a row, or the current one of several.
type scanner interface{ Scan(...any) error }
