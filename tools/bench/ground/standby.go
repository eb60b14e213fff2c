package ground

import (
	"context"
	"database/sql"
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
		if g.standbyAdmin, err = sql.Open("postgres", g.standby.Source("postgres")); err != nil {
			return "", fmt.Errorf("open database: %w", err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, followTimeout)
	defer cancel()
	const there = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
	if err := until(ctx, g.standbyAdmin, there, database); err != nil {
		return "", fmt.Errorf("wait for the standby to have %s: %w", database, err)
	}
	return g.standby.SourceAs(login, database), nil
}

// awaitStandby waits until the standby, if there is one, has all that is committed: what it
// leaves to do is done on the same processors.
func (g *Ground) awaitStandby(ctx context.Context) error {
	if g.standby == nil {
		return nil
	}
	var end string // of the log of the primary
	if err := g.admin.QueryRowContext(ctx, "SELECT pg_current_wal_flush_lsn()").Scan(&end); err != nil {
		return fmt.Errorf("wait for the standby: %w", err)
	}
	if err := until(ctx, g.standbyAdmin, "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn", end); err != nil {
		return fmt.Errorf("wait for the standby: %w", err)
	}
	return nil
}
