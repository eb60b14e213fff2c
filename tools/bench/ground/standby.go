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
	if err := g.untilStandby(ctx, "has "+database, there, database); err != nil {
		return "", err
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
	return g.untilStandby(ctx, "has all that is committed", "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn", end)
}

// untilStandby asks the standby until the answer is yes.
func (g *Ground) untilStandby(ctx context.Context, what, query string, parameters ...any) error {
	for {
		yes, err := g.askStandby(ctx, query, parameters...)
		if err != nil {
			return fmt.Errorf("wait until the standby %s: %w", what, err)
		}
		if yes {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("wait until the standby %s: %w", what, ctx.Err())
		}
	}
}

// askStandby asks it a question, as the superuser.
func (g *Ground) askStandby(ctx context.Context, query string, parameters ...any) (yes bool, err error) {
	db, err := sql.Open("postgres", g.standby.Source("postgres"))
	if err != nil {
		return false, fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, query, parameters...).Scan(&yes)
	return yes, err
}
