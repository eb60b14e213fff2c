package migration_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"hash/crc32"
	"log/slog"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// holdLock takes the lock of migrations, as releases before this one took it,
// until the function that it returns is called.
func holdLock(t *testing.T, db *sql.DB) (release func()) {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	var name string
	if err := conn.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
		t.Fatal(err)
	}
	id := crc32.ChecksumIEEE([]byte("public\x00schema_migrations\x00"+name)) * 1486364155
	if _, err := conn.ExecContext(t.Context(), "SELECT pg_advisory_lock($1)", int64(id)); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := conn.ExecContext(t.Context(), "SELECT pg_advisory_unlock($1)", int64(id)); err != nil {
			t.Error(err)
		}
	}
}

// within returns what do returns, which must be soon.
func within(t *testing.T, do func() error) error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("it still waits after 10 seconds")
		return nil
	}
}

func TestWaitForLockIsBounded(t *testing.T) {
	source := postgrestest.Empty(t)
	release := holdLock(t, open(t, source))
	var log bytes.Buffer
	schema := migration.Schema{Source: source, LockTimeout: 200 * time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil))}

	err := within(t, func() error { return schema.Up(t.Context()) })
	if err == nil || !strings.Contains(err.Error(), "another process has been migrating for over 200ms") {
		t.Errorf("up: %v", err)
	}
	if !strings.Contains(log.String(), "waiting for another process") {
		t.Errorf("the log does not tell of the wait: %s", &log)
	}

	release()
	if err := within(t, func() error { return schema.Up(t.Context()) }); err != nil {
		t.Errorf("up when the lock is free: %v", err)
	}
}

func TestWaitForLockEndsWithContext(t *testing.T) {
	source := postgrestest.Empty(t)
	defer holdLock(t, open(t, source))()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()

	err := within(t, func() error { return migration.Schema{Source: source}.Up(ctx) })
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "wait for another process") {
		t.Errorf("up: %v", err)
	}
}

// TestLockIsGivenBack would see a wait where the lock is held until the server
// notices that the connection has gone.
func TestLockIsGivenBack(t *testing.T) {
	var log bytes.Buffer
	schema := migration.Schema{Source: postgrestest.Empty(t), Log: slog.New(slog.NewTextHandler(&log, nil))}
	for range 20 {
		if err := schema.Up(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if log.Len() > 0 {
		t.Errorf("one after the other had to wait: %s", &log)
	}
}

func TestWaitForLockSucceeds(t *testing.T) {
	source := postgrestest.Empty(t)
	release := holdLock(t, open(t, source))
	time.AfterFunc(100*time.Millisecond, release)
	if err := within(t, func() error { return migration.Schema{Source: source}.Up(t.Context()) }); err != nil {
		t.Errorf("up: %v", err)
	}
}
