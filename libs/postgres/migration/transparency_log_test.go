package migration_test

import (
	"testing"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// TestTransfersFromBeforeTheLogWaitForIt is of a database that has transfers
// when the log comes.
func TestTransfersFromBeforeTheLogWaitForIt(t *testing.T) {
	source := postgrestest.New(t)
	db := open(t, source)
	schema := migration.Schema{Source: source}
	if err := schema.To(t.Context(), 12); err != nil {
		t.Fatal(err)
	}
	const transfers = `
		WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount)
			SELECT s.id, u.id, 7 FROM accounts s, accounts u, generate_series(1, 3)
			WHERE s.owner IS NULL AND s.currency = 'USD' AND u.owner = 'u'
			RETURNING *
		)
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT id, from_account_id, -amount FROM t UNION ALL SELECT id, to_account_id, amount FROM t`
	for _, statement := range []string{
		"INSERT INTO users (username, password_hash, full_name, email) VALUES ('u', '', '', '')",
		"INSERT INTO accounts (owner, currency) VALUES ('u', 'USD')",
		transfers,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := schema.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), transfers); err != nil {
		t.Fatal(err)
	}
	var all, waiting int
	const count = `SELECT count(*), count(transfer_id) FROM transfers LEFT JOIN unlogged_transfers ON transfer_id = id`
	if err := db.QueryRowContext(t.Context(), count).Scan(&all, &waiting); err != nil {
		t.Fatal(err)
	}
	if all != 6 || waiting != all {
		t.Errorf("%d of %d transfers wait for the log", waiting, all)
	}
}
