package postgres_test

import (
	"database/sql"
	"testing"
	"time"
)

// TestTimesFollowTheLocks is of a transfer that begins before another one, and
// waits for it.
func TestTimesFollowTheLocks(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	late, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Rollback()
	var began time.Time
	if err := late.QueryRowContext(t.Context(), "SELECT now()").Scan(&began); err != nil {
		t.Fatal(err)
	}
	between, err := store.Transfer(t.Context(), order(alice, bob, 1))
	if err != nil {
		t.Fatal(err)
	}
	var got time.Time
	const add = `
		WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ($1, $2, 1) RETURNING id, created_at)
		INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ($1::bigint, -1), ($2, 1)) v (a, b)
		RETURNING (SELECT created_at FROM t)`
	if err := late.QueryRowContext(t.Context(), add, alice.ID, bob.ID).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if err := late.Commit(); err != nil {
		t.Fatal(err)
	}
	if !between.Transfer.CreatedAt.After(began) || !got.After(between.Transfer.CreatedAt) {
		t.Errorf("begun at %v, the one between is of %v, the later one of %v", began, between.Transfer.CreatedAt, got)
	}
	checkBooks(t, db)
}

// TestClockStepsBack is of an account whose last entry is of a time to come.
func TestClockStepsBack(t *testing.T) {
	store, db := open(t)
	bob, carol := newAccount(t, store, "bob", 0), newAccount(t, store, "carol", 100)
	alice := newAccount(t, store, "alice", 100)
	ahead := advance(t, db, alice.ID, time.Hour)

	there, err := store.Transfer(t.Context(), order(alice, bob, 1))
	if err != nil {
		t.Fatal(err)
	}
	on, err := store.Transfer(t.Context(), order(bob, carol, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{there.Transfer.CreatedAt, there.ToEntry.CreatedAt, on.Transfer.CreatedAt, on.FromEntry.CreatedAt} {
		if !at.Equal(ahead) {
			t.Errorf("booked at %v, want %v", at, ahead)
		}
	}
	checkBooks(t, db)
}

// advance makes the last booking of an account one of a time to come, which it
// returns, as if the clock had been wrong then.
func advance(t *testing.T, db *sql.DB, accountID int64, by time.Duration) time.Time {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), "SET LOCAL session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	var at time.Time
	const change = `
		WITH t AS (
			UPDATE transfers SET created_at = created_at + $2 * interval '1 second'
			WHERE id = (SELECT last_transfer_id FROM accounts WHERE id = $1) RETURNING id, created_at
		), e AS (
			UPDATE entries SET created_at = t.created_at FROM t WHERE transfer_id = t.id
		)
		UPDATE accounts SET last_transfer_at = t.created_at FROM t WHERE last_transfer_id = t.id RETURNING last_transfer_at`
	if err := tx.QueryRowContext(t.Context(), change, accountID, by.Seconds()).Scan(&at); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}
