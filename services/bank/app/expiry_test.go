package app_test

import (
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestExpiredKeysAreRemoved(t *testing.T) {
	before := banktest.Start(t)
	before.NewUser(t, "alice")
	db := before.DB(t)
	const add = `INSERT INTO idempotency_keys (username, key, request_hash, answer, expires_at)
		SELECT 'alice', n, '', '', now() + CASE WHEN n > 1200 THEN interval '1 hour' ELSE interval '0' END
		FROM generate_series(1, 1203) n`
	if _, err := db.ExecContext(t.Context(), add); err != nil {
		t.Fatal(err)
	}
	banktest.Start(t, "DB_SOURCE="+before.Source)
	var left int
	eventually(t, "expired keys are removed", func() bool {
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM idempotency_keys").Scan(&left); err != nil {
			t.Fatal(err)
		}
		return left <= 3
	})
	if left != 3 {
		t.Errorf("%d keys are left, want 3", left)
	}
}

// TestExpiredReservationsAreEnded is of more than one batch has.
func TestExpiredReservationsAreEnded(t *testing.T) {
	before := banktest.Start(t)
	before.NewUser(t, "alice")
	before.NewUser(t, "bob")
	db := before.DB(t)
	// As if made two hours ago, which no trigger would let pass.
	const add = `
		SET session_replication_role = replica;
		INSERT INTO accounts (owner, currency, balance, reserved) VALUES ('alice', 'USD', 1203, 1203), ('bob', 'USD', 0, 0);
		INSERT INTO pending_transfers (id, from_account_id, to_account_id, amount, created_at, expires_at)
		SELECT n, a.id, b.id, 1, now() - interval '2 hours', now() + CASE WHEN n > 1200 THEN interval '1 hour' ELSE interval '0' END
		FROM generate_series(1, 1203) n, accounts a, accounts b WHERE a.owner = 'alice' AND b.owner = 'bob'`
	if _, err := db.ExecContext(t.Context(), add); err != nil {
		t.Fatal(err)
	}
	banktest.Start(t, "DB_SOURCE="+before.Source)
	var pending, reserved int
	eventually(t, "expired reservations are ended", func() bool {
		const query = `SELECT count(*), (SELECT reserved FROM accounts WHERE owner = 'alice') FROM pending_transfers WHERE state = 'pending'`
		if err := db.QueryRowContext(t.Context(), query).Scan(&pending, &reserved); err != nil {
			t.Fatal(err)
		}
		return pending <= 3
	})
	if pending != 3 || reserved != 3 {
		t.Errorf("%d are pending, %d is reserved; want 3", pending, reserved)
	}
}
