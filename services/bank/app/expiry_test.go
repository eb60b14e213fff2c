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
