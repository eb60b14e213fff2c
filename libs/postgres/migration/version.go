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
)

// Latest returns the version that [Up] migrates to: the highest number among
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

// Version returns the schema's version, 0 for a database never migrated. It
// waits for no lock. A schema that a migration left half way is a
// *[StateError] that says how to repair it.
func Version(ctx context.Context, db *sql.DB) (int, error) {
	var version int
	var dirty bool
	err := db.QueryRowContext(ctx, `SELECT version, dirty FROM schema_migrations`).Scan(&version, &dirty)
	if errors.Is(err, sql.ErrNoRows) || pq.As(err, pqerror.UndefinedTable) != nil {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	if dirty {
		return version, dirtyError(version)
	}
	return version, nil
}

// Check returns a *[StateError] if the schema is older than [Latest] or dirty. A
// newer one is fine: a migration keeps what the release before it uses, so that
// releases can be rolled out one replica at a time.
func Check(ctx context.Context, db *sql.DB) error {
	version, err := Version(ctx, db)
	if err != nil {
		return err
	}
	if latest := Latest(); version < latest {
		return &StateError{fmt.Sprintf("the schema is at version %d, but must be at %d: migrate it", version, latest)}
	}
	return nil
}

// StateError says that the schema is not in the state it must be in, and what
// to do about it.
type StateError struct{ text string }

// Error returns the text, which has no secrets in it.
func (e *StateError) Error() string { return e.text }

func dirtyError(version int) error {
	return &StateError{fmt.Sprintf("the schema is dirty: migration %d failed half way; undo by hand what it did, then set "+
		"schema_migrations to the version before it with dirty = false and migrate again", version)}
}
