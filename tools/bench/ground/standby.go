package ground

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.com/simplebank/libs/postgres/throwaway"
)

// followTimeout is how long a standby may take to have a database.
const followTimeout = time.Minute

// follow returns the URL of a database at the standby, for the login of the servers, once
// it is there. The standby is started for the first one, and follows until the end.
func (g *Ground) follow(ctx context.Context, database string) (_ string, err error) {
	if g.standby == nil {
		if g.standby, err = g.cluster.StartStandby(ctx, throwaway.Options{Unsafe: false}); err != nil {
			return "", err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, followTimeout)
	defer cancel()
	const there = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
	for {
		var found bool
		if err := g.askStandby(ctx, "postgres", there, &found, database); err != nil {
			return "", fmt.Errorf("wait for the standby to have %s: %w", database, err)
		}
		if found {
			return g.standby.SourceAs(login, database), nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return "", fmt.Errorf("wait for the standby to have %s: %w", database, ctx.Err())
		}
	}
}

// standbyScans returns how often a database's entries were looked into at the standby, which
// PostgreSQL tells some seconds later.
func (g *Ground) standbyScans(ctx context.Context, database string) (n int64, err error) {
	const scans = "SELECT coalesce(sum(seq_scan + idx_scan), 0) FROM pg_stat_user_tables WHERE relname = 'entries'"
	if err := g.askStandby(ctx, database, scans, &n); err != nil {
		return 0, fmt.Errorf("count what the standby has read of %s: %w", database, err)
	}
	return n, nil
}

// askStandby reads a value there, as the superuser.
func (g *Ground) askStandby(ctx context.Context, database, query string, value any, parameters ...any) (err error) {
	db, err := sql.Open("postgres", g.standby.Source(database))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.QueryRowContext(ctx, query, parameters...).Scan(value)
}
