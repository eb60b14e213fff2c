// Package postgres stores users, sessions and the ledger in PostgreSQL.
//
// Errors of the domain (a name is taken, an account is not there) are
// *fault.Error; any other error is a failure of the database or of the way to
// it.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres/migration"
)

const (
	// maxConnections of one process: a few replicas stay well below the 100
	// that PostgreSQL allows by default.
	maxConnections = 20
	// connectionLifetime makes a pool follow a fail-over or a new address.
	connectionLifetime = 30 * time.Minute
)

// Store is the bank's database. Its methods may be called concurrently.
type Store struct{ db *sql.DB }

// Open returns a store in the database at source, a PostgreSQL URL or
// key=value list. It does not connect yet: the error is about source only.
func Open(source string) (*Store, error) {
	connector, err := pq.NewConnector(source)
	if err != nil {
		return nil, fmt.Errorf("read database source: %w", err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	db.SetConnMaxLifetime(connectionLifetime)
	return &Store{db: db}, nil
}

// Close closes the connections to the database.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// Ready returns nil if the database is reachable and its schema is what this
// program needs. If the schema is not, the error is a *migration.StateError.
func (s *Store) Ready(ctx context.Context) error {
	return migration.Check(ctx, s.db)
}

// inTransaction commits what do did, unless it returns an error.
func (s *Store) inTransaction(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if err := do(tx); err != nil {
		rollbackErr := tx.Rollback()
		if errors.Is(rollbackErr, sql.ErrTxDone) { // as when ctx was cancelled
			rollbackErr = nil
		}
		return errors.Join(err, rollbackErr)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}

// scanner is a row, or the current one of several.
type scanner interface{ Scan(...any) error }
