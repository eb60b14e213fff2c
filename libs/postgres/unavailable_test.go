package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/throwaway"
)

func TestUnreachableIsUnavailable(t *testing.T) {
	for name, source := range map[string]string{
		"nobody listens": "postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable",
		"no such host":   "postgres://bank:hush@nowhere.invalid/bank?sslmode=disable",
	} {
		store, err := postgres.Open(source, timeout)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		for method, err := range errorsOf(t.Context(), store) {
			if !errors.Is(err, postgres.ErrUnavailable) {
				t.Errorf("%s: %s: %v", name, method, err)
			}
		}
	}
}

// errorsOf returns the errors of methods that each go another way to the
// database.
func errorsOf(ctx context.Context, store *postgres.Store) map[string]error {
	_, user := store.User(ctx, "alice")
	_, accounts := store.Accounts(ctx, "alice", 1, 0)
	_, deposit := store.Deposit(ctx, 1, 1)
	return map[string]error{
		"User": user, "Accounts": accounts, "Deposit": deposit,
		"SetRole": store.SetRole(ctx, "alice", "banker"), "Ready": store.Ready(ctx),
	}
}

func TestStoppedServerIsUnavailable(t *testing.T) {
	cluster, err := throwaway.Start(t.Context(), throwaway.Options{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	store, err := postgres.Open(cluster.Source("postgres"), timeout)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.User(t.Context(), "alice"); errors.Is(err, postgres.ErrUnavailable) {
		t.Errorf("a server without the table is unavailable: %v", err)
	}
	if err := cluster.Stop(); err != nil {
		t.Fatal(err)
	}
	for method, err := range errorsOf(t.Context(), store) {
		if !errors.Is(err, postgres.ErrUnavailable) {
			t.Errorf("%s: %v", method, err)
		}
	}
}

func TestTerminatedConnectionIsUnavailable(t *testing.T) {
	store, db := open(t)
	a := newAccount(t, store, "alice", 0)
	lockAccount(t, db, a)
	deposited := make(chan error, 1)
	go func() { _, err := store.Deposit(t.Context(), a.ID, 1); deposited <- err }()
	const terminate = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND wait_event_type = 'Lock'`
	for terminated := 0; terminated == 0; time.Sleep(10 * time.Millisecond) {
		if err := db.QueryRowContext(t.Context(), terminate).Scan(&terminated); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-deposited; !errors.Is(err, postgres.ErrUnavailable) {
		t.Errorf("Deposit: %v", err)
	}
}

func TestEndOfContextIsNotUnavailable(t *testing.T) {
	store, _ := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for method, err := range errorsOf(ctx, store) {
		if err == nil || errors.Is(err, postgres.ErrUnavailable) {
			t.Errorf("%s: %v", method, err)
		}
	}
}
