package migration

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/fault"
)

// Latest returns the version that [Schema.Up] migrates to: the highest number among
// the embedded files.
func Latest() int {
	entries, err := files.ReadDir("sql")
	if err != nil {
		panic(fmt.Sprintf("embedded migrations: %v", err))
	}
	latest := 0
	for _, entry := range entries {
		number, _, _ := strings.Cut(path.Base(entry.Name()), "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			panic(fmt.Sprintf("embedded migrations: %q has no number: %v", entry.Name(), err))
		}
		latest = max(latest, version)
	}
	return latest
}

// querier is a database or one connection to it.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// readVersion returns the version, with a *[StateError] if it is dirty.
func readVersion(ctx context.Context, db querier) (int, error) {
	var version int
	var dirty bool
	err := db.QueryRowContext(ctx, `SELECT version, dirty FROM schema_migrations`).Scan(&version, &dirty)
	if errors.Is(err, sql.ErrNoRows) || pq.As(err, pqerror.UndefinedTable) != nil {
		return 0, nil
	}
	if err != nil {
		return 0, fault.During("read schema version", err)
	}
	if dirty {
		return version, dirtyError(version)
	}
	return version, nil
}

// Version returns the version of the schema of an open database, and what is
// wrong with it as [Check] does.
func Version(ctx context.Context, db *sql.DB) (int, error) {
	version, err := readVersion(ctx, db)
	if err != nil {
		return version, err
	}
	if latest := Latest(); version < latest {
		return version, &StateError{text: fmt.Sprintf("the schema is at version %d, but must be at %d: migrate it", version, latest)}
	}
	return version, nil
}

// Check returns a *[StateError] if the schema of an open database is older than [Latest], or dirty
// at it. A newer one is fine: a migration keeps what the release before it uses, so that
// releases can be rolled out one replica at a time. So is one that a newer migration is at work
// on, or has failed to make: until it is whole, nothing of it is there.
func Check(ctx context.Context, db *sql.DB) error {
	version, err := Version(ctx, db)
	if version > Latest() {
		return nil
	}
	return err
}
