package migration

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/golang-migrate/migrate/v4/database"
	"github.com/golang-migrate/migrate/v4/database/postgres"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/fault"
)

const defaultLockTimeout = 2 * time.Minute

// unlockTimeout bounds the giving back of the lock, which is not urgent: the
// end of the connection does so too.
const unlockTimeout = 5 * time.Second

// lock takes the lock that keeps other processes from migrating and returns its
// number. The migrate package takes the same one, but its wait
// has no bound and cannot be stopped; where the connection has the lock, it
// does not wait.
func (s Schema) lock(ctx context.Context, conn *sql.Conn) (id string, err error) {
	if id, err = lockID(ctx, conn); err != nil {
		return "", err
	}
	var got bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, id).Scan(&got); err != nil {
		return "", fault.During("try to lock", err)
	}
	if got {
		return id, nil
	}
	timeout := s.LockTimeout
	if timeout == 0 {
		timeout = defaultLockTimeout
	}
	if s.Log != nil {
		s.Log.InfoContext(ctx, "waiting for another process that is migrating", slog.Duration("timeout", timeout))
	}
	return id, wait(ctx, conn, id, timeout)
}

// unlock gives the lock back, also when ctx has ended. The server notices the
// end of a connection late: whoever migrates next would have to wait.
func unlock(ctx context.Context, conn *sql.Conn, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unlockTimeout)
	defer cancel()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, id); err != nil {
		return fault.During("unlock", err)
	}
	return nil
}

// lockID returns the number of the lock of the migrate package.
func lockID(ctx context.Context, conn *sql.Conn) (string, error) {
	var name, schema sql.NullString // no schema is an error of the migrate package
	if err := conn.QueryRowContext(ctx, `SELECT current_database(), current_schema()`).Scan(&name, &schema); err != nil {
		return "", fault.During("ask for the name of the database", err)
	}
	id, err := database.GenerateAdvisoryLockId(name.String, schema.String, postgres.DefaultMigrationsTable)
	if err != nil {
		return "", fault.During("make number of the lock", err)
	}
	return id, nil
}

// wait waits for the lock until the timeout is over or ctx ends.
func wait(ctx context.Context, conn *sql.Conn, id string, timeout time.Duration) error {
	const setTimeout = `SELECT set_config('lock_timeout', $1, false)`
	if _, err := conn.ExecContext(ctx, setTimeout, fmt.Sprintf("%dms", timeout.Milliseconds())); err != nil {
		return fault.During("bound the wait", err)
	}
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, id)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("wait for another process that is migrating: %w", context.Cause(ctx))
	case pq.As(err, pqerror.LockNotAvailable) != nil:
		return fmt.Errorf("another process has been migrating for over %v: see what it does, then try again (%w)", timeout, err)
	case err != nil:
		return fault.During("wait for another process that is migrating", err)
	}
	// A migration that gave up half way would leave the schema dirty.
	if _, err := conn.ExecContext(ctx, `RESET lock_timeout`); err != nil {
		return fault.During("unbound later waits", err)
	}
	return nil
}
