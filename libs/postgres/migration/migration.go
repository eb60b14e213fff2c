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
	"io/fs"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database/postgres"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	_ "github.com/lib/pq" // the driver "postgres"
)

//go:embed sql/*.sql
var files embed.FS

// lockTimeout bounds the wait for another replica that is migrating.
const lockTimeout = 2 * time.Minute

// Up migrates the database at source (a PostgreSQL URL or key=value list) to
// the newest version. Several processes may do so at once: the database's
// advisory lock lets one work while the others wait and then find nothing left
// to do. A cancelled context stops it between two migrations.
func Up(ctx context.Context, source string) error {
	return run(ctx, source, (*migrate.Migrate).Up)
}

// Down undoes every migration: all tables are dropped with all that is in them.
// A cancelled context stops it between two migrations.
func Down(ctx context.Context, source string) error {
	return run(ctx, source, (*migrate.Migrate).Down)
}

func run(ctx context.Context, source string, migrateTo func(*migrate.Migrate) error) error {
	db, err := sql.Open("postgres", source)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to database: %w", err)
	}
	driver, err := postgres.WithConnection(ctx, conn, &postgres.Config{})
	if err != nil {
		return errors.Join(fmt.Errorf("prepare database for migration: %w", err), conn.Close())
	}
	migrations, err := iofs.New(files, "sql")
	if err != nil {
		return errors.Join(fmt.Errorf("read embedded migrations: %w", err), driver.Close())
	}
	m, err := migrate.NewWithInstance("iofs", migrations, "postgres", driver)
	if err != nil {
		return errors.Join(fmt.Errorf("prepare migration: %w", err), driver.Close())
	}
	m.LockTimeout = lockTimeout
	stop := context.AfterFunc(ctx, func() { m.GracefulStop <- true })
	defer stop()

	err = explain(migrateTo(m))
	if err == nil && ctx.Err() != nil {
		err = fmt.Errorf("migrate schema: %w", context.Cause(ctx))
	}
	sourceErr, driverErr := m.Close()
	return errors.Join(err, sourceErr, driverErr)
}

// explain turns an error of the migrate package into one that says what to do.
func explain(err error) error {
	var dirty migrate.ErrDirty
	switch {
	case err == nil || errors.Is(err, migrate.ErrNoChange):
		return nil
	case errors.As(err, &dirty):
		return fmt.Errorf("migrate schema: %w", dirtyError(dirty.Version))
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("migrate schema: it is newer than this program, which knows versions up to %d: use a newer program (%w)", Latest(), err)
	}
	return fmt.Errorf("migrate schema: %w", err)
}
