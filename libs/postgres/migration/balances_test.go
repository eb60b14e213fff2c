package migration_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// TestBalancesOfWhatIsThere adds balances to the entries of a database that is in
// use, and corrects times that are not in the order of the bookings.
func TestBalancesOfWhatIsThere(t *testing.T) {
	const before, after = 12, 13
	source := postgrestest.Empty(t)
	db := open(t, source)
	execute := func(query string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	// book adds transfers, with the minute of each: from 1, the system's account, or between 1001 and 1003.
	const book = `
		INSERT INTO transfers (from_account_id, to_account_id, amount, created_at)
		SELECT a, b, amount, make_timestamptz(2026, 1, 1, 0, minute, 0) FROM (VALUES
			(1, 1, 1001, 100, 1), (2, 1, 1003, 100, 2), (3, 1001, 1002, 10, 9), (4, 1003, 1002, 20, 5),
			(5, 1003, 1001, 30, 6), (6, 1001, 1, 40, 10), (7, 1, 1003, 50, 4)
		) v (n, a, b, amount, minute) ORDER BY n;
		INSERT INTO entries (transfer_id, account_id, amount, created_at)
		SELECT id, from_account_id, -amount, created_at FROM transfers
		UNION ALL SELECT id, to_account_id, amount, created_at FROM transfers`
	to(t, source, before)
	execute(`ALTER TABLE accounts ALTER id RESTART WITH 1001`)
	execute(`INSERT INTO users (username, password_hash, full_name, email) SELECT n, '', '', n FROM generate_series(1, 3) n;
		INSERT INTO accounts (owner, currency) SELECT n, 'USD' FROM generate_series(1, 3) n`)
	execute(book)

	type row struct {
		Account, Transfer, Balance int64
		Minute                     int
	}
	// The transfers 4 and 5 waited for 3, of minute 9, and 7 for 6.
	want := []row{
		{1, 1, -100, 1}, {1, 2, -200, 2}, {1, 6, -160, 10}, {1, 7, -210, 10},
		{1001, 1, 100, 1}, {1001, 3, 90, 9}, {1001, 5, 120, 9}, {1001, 6, 80, 10},
		{1002, 3, 10, 9}, {1002, 4, 30, 9},
		{1003, 2, 100, 2}, {1003, 4, 80, 9}, {1003, 5, 50, 9}, {1003, 7, 100, 10},
	}
	check := func() {
		t.Helper()
		rows, err := db.QueryContext(t.Context(), `
			SELECT e.account_id, e.transfer_id, e.balance, t.created_at FROM entries e JOIN transfers t
			ON t.id = e.transfer_id AND t.created_at = e.created_at WHERE t.id <= 7 ORDER BY account_id, transfer_id`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var got []row
		for rows.Next() {
			var r row
			var at time.Time
			if err := rows.Scan(&r.Account, &r.Transfer, &r.Balance, &at); err != nil {
				t.Fatal(err)
			}
			r.Minute = at.Minute()
			got = append(got, r)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("entries (-want +got):\n%s", diff)
		}
	}
	to(t, source, after)
	check()
	// What was there is followed by what comes.
	const move = `
		WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES (1001, 1002, 80) RETURNING id)
		INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES (1001, -80), (1002, 80)) v (a, b)`
	execute(move)
	check()
	if _, err := db.ExecContext(t.Context(), "UPDATE entries SET balance = 0"); err == nil {
		t.Error("entries can be changed after the migration")
	}

	to(t, source, before)
	execute(`WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES (1002, 1003, 1) RETURNING id)
		INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES (1002, -1), (1003, 1)) v (a, b)`)
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	check()
}
