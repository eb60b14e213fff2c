package postgres_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
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

// TestClockStepsBack is of an account whose last entry is of a time to come, but
// of one that comes soon.
func TestClockStepsBack(t *testing.T) {
	store, db := open(t)
	bob, carol := newAccount(t, store, "bob", 0), newAccount(t, store, "carol", 100)
	alice := newAccount(t, store, "alice", 100)
	ahead := advance(t, db, alice.ID, 50*time.Second)

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

// TestClockWasAhead is of accounts whose last entry is of a time that is long to
// come: nothing is booked, and no other account gets that time.
func TestClockWasAhead(t *testing.T) {
	source := postgrestest.New(t)
	store, db := openStore(t, postgrestest.Service(t, source)), openDB(t, source)
	bob, carol := newAccount(t, store, "bob", 100), newAccount(t, store, "carol", 100)
	alice := newAccount(t, store, "alice", 100)
	advance(t, db, alice.ID, time.Hour) // the system account, too
	group := store.NewGroupCommit()

	_, from := store.Transfer(t.Context(), order(alice, bob, 1))
	_, to := store.TransferAll(t.Context(), ledger.Batch{order(bob, carol, 1), order(bob, alice, 1)})
	_, together := group.Transfer(t.Context(), transferRequest(alice, bob, 1))
	_, cash := store.Deposit(t.Context(), bob.ID, 1)
	for way, err := range map[string]error{"from": from, "to": to, "together with others": together, "deposit": cash} {
		if !errors.Is(err, postgres.ErrUnavailable) || !strings.Contains(err.Error(), "a clock is or was wrong") {
			t.Errorf("%s: %v", way, err)
		}
	}
	if p, err := store.Transfer(t.Context(), order(bob, carol, 1)); err != nil || time.Until(p.Transfer.CreatedAt) > time.Second {
		t.Errorf("between others: %+v, %v", p.Transfer, err)
	}
	want(t, examine(t, source, timeout)["bookings"], postgres.Failed, "1 transfers are of a time to come", "clock")
	checkBooks(t, db)
}

// TestClockStepsBackWithinAStatement is of transfers of one statement of which each
// is dated before the last, though none before those that were there.
func TestClockStepsBackWithinAStatement(t *testing.T) {
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100), newAccount(t, store, "bob", 0)
	exec(t, db, `CREATE OR REPLACE FUNCTION date_transfer() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN NEW.created_at := statement_timestamp() + interval '1 minute' - NEW.id * interval '1 second'; RETURN NEW; END $$;
		CREATE OR REPLACE TRIGGER transfers_date BEFORE INSERT ON transfers FOR EACH ROW EXECUTE FUNCTION date_transfer()`)
	_, err := store.TransferAll(t.Context(), ledger.Batch{order(alice, bob, 1), order(alice, bob, 1)})
	if !errors.Is(err, postgres.ErrUnavailable) || !strings.Contains(err.Error(), "the clock was set back") {
		t.Errorf("%v", err)
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
