// Package migration brings the schema of the database up to date. The SQL is
// part of the binary: files sql/NNNNNN_subject.up.sql, each with a .down.sql
// that undoes it. A file that was released is never changed again.
package migration

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database/postgres"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
)

//go:embed sql/*.sql
var files embed.FS

// Schema is the schema of one database.
type Schema struct {
	// Source is the database: a PostgreSQL URL or key=value list.
	Source string
	// Log is told of waits; nil for none.
	Log *slog.Logger
	// LockTimeout bounds the wait for another process that is migrating; 0 for
	// two minutes.
	LockTimeout time.Duration
	// NoService gives [ServiceRole] nothing, and does not make it, as where no
	// service is to use the schema: roles are of the whole cluster.
	NoService bool
}

// Up migrates to the newest version and gives [ServiceRole] its privileges. It
// takes the owner of the tables, or for a new database who is to be. Several processes may do so at once: the
// database's advisory lock lets one work while the others wait and then find
// nothing left to do. A cancelled context ends the wait, and stops the work
// between two migrations. A schema newer than the program is an [ErrNewer].
func (s Schema) Up(ctx context.Context) error {
	return s.run(ctx, func(conn *sql.Conn) error {
		if err := runLocked(ctx, conn, (*migrate.Migrate).Up); err != nil {
			return err
		}
		return s.grant(ctx, conn)
	})
}

// Down undoes every migration: all tables are dropped with all that is in them.
// It waits and stops as Up does.
func (s Schema) Down(ctx context.Context) error {
	return s.run(ctx, func(conn *sql.Conn) error { return runLocked(ctx, conn, (*migrate.Migrate).Down) })
}

// Version returns the schema's version, 0 for a database never migrated. It
// waits for no lock. A schema that a migration is at work on, or left half way, is a
// *[StateError] that says how to repair it.
func (s Schema) Version(ctx context.Context) (version int, err error) {
	db, err := s.open()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return readVersion(ctx, db)
}

func (s Schema) open() (*sql.DB, error) {
	connector, err := pq.NewConnector(s.Source)
	if err != nil {
		return nil, fault.During("read database source", err)
	}
	return sql.OpenDB(connector), nil
}

// run does something over a connection that has the lock.
func (s Schema) run(ctx context.Context, do func(*sql.Conn) error) error {
	db, err := s.open()
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fault.During("connect to database", err)
	}
	defer conn.Close()
	id, err := s.lock(ctx, conn)
	if err == nil {
		err = errors.Join(do(conn), unlock(ctx, conn, id))
	}
	if err != nil {
		return fault.During("migrate schema", err)
	}
	return nil
}

// runLocked migrates over a connection that has the lock. It leaves the
// connection open.
func runLocked(ctx context.Context, conn *sql.Conn, migrateTo func(*migrate.Migrate) error) error {
	version, err := readVersion(ctx, conn)
	if version > Latest() {
		return fmt.Errorf("%w (it is at version %d, the program knows versions up to %d)", ErrNewer, version, Latest())
	}
	if err != nil {
		return err
	}

	driver, err := postgres.WithConnection(ctx, conn, &postgres.Config{})
	if err != nil {
		return fault.During("prepare database", err)
	}
	migrations, err := iofs.New(files, "sql")
	if err != nil {
		return fault.During("read embedded files", err)
	}
	m, err := migrate.NewWithInstance("iofs", migrations, "postgres", driver)
	if err != nil {
		return fault.During("prepare", err)
	}
	stop := context.AfterFunc(ctx, func() { m.GracefulStop <- true })
	defer stop()

	err = migrateTo(m)
	if errors.Is(err, migrate.ErrNoChange) {
		err = nil
	}
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return errors.Join(err, migrations.Close())
}
