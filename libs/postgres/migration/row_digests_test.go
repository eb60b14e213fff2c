package migration_test

import (
	"database/sql"
	"testing"

	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// TestDigestsOfRowsThatAreThere migrates a database that is in use, by a session
// that is not in UTC, and down and up again.
func TestDigestsOfRowsThatAreThere(t *testing.T) {
	const before = 12
	source := postgrestest.Empty(t) + "&timezone=Asia/Tokyo&bytea_output=escape"
	db := open(t, source)
	to(t, source, before)
	const use = `
		INSERT INTO users (username, role, password_hash, full_name, email) VALUES ('alice', 'banker', 'ä', '', ''), ('bob', 'depositor', '', E'a\nb', 'b');
		INSERT INTO accounts (owner, currency) VALUES ('alice', 'USD');
		INSERT INTO sessions VALUES ('00000000-0000-0000-0000-000000000001', 'bob', '\x00ff', '', '', false, now(), now(), now());
		INSERT INTO idempotency_keys VALUES ('bob', 'a key', '\x00ff', '\x7b7d', now());
		INSERT INTO audit_log (username, role, action, account_id, request_id) SELECT 'alice', 'banker', 'read', max(id), '' FROM accounts`
	if _, err := db.ExecContext(t.Context(), use); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
			t.Fatal(err)
		}
		tx, err := db.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		report, err := audit.Run(t.Context(), tx, audit.Options{})
		tx.Rollback()
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("%v, findings %+v", err, report.Findings)
		}
		var digests int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM row_digests").Scan(&digests); err != nil || digests != 2+156+1+1+2 {
			t.Errorf("%d digests, %v", digests, err)
		}
		to(t, source, before)
	}
}
