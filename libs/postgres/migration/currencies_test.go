package migration_test

import (
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

func to(t *testing.T, source string, version uint) {
	t.Helper()
	if err := (migration.Schema{Source: source}).To(t.Context(), version); err != nil {
		t.Fatal(err)
	}
}

// systemAccounts returns the balances of the system accounts by currency.
func systemAccounts(t *testing.T, db *sql.DB) map[string]int64 {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT currency, balance FROM accounts WHERE owner IS NULL")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	balances := map[string]int64{}
	for rows.Next() {
		var currency string
		var balance int64
		if err := rows.Scan(&currency, &balance); err != nil {
			t.Fatal(err)
		}
		balances[currency] = balance
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return balances
}

// TestCurrenciesWithAccounts goes over the currencies in both directions in a
// database that is in use.
func TestCurrenciesWithAccounts(t *testing.T) {
	const before, after = 4, 5
	source := postgrestest.Empty(t)
	db := open(t, source)
	execute := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	deposit := func(currency string, amount int64) {
		t.Helper()
		execute("INSERT INTO accounts (owner, currency, balance) VALUES ('alice', $1, $2)", currency, amount)
		execute("UPDATE accounts SET balance = -$2::bigint WHERE owner IS NULL AND currency = $1", currency, amount)
	}
	wantUsers := func(want int) {
		t.Helper()
		var got int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM accounts WHERE owner IS NOT NULL").Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("users have %d accounts, want %d", got, want)
		}
	}

	to(t, source, before)
	execute("INSERT INTO users (username, password_hash, full_name, email) VALUES ('alice', '', '', '')")
	deposit("EUR", 100)
	to(t, source, after)
	all := systemAccounts(t, db)
	if all["EUR"] != -100 {
		t.Errorf("system account in EUR after up: %d, want -100", all["EUR"])
	}
	wantUsers(1)

	deposit("JPY", 7)
	execute("INSERT INTO accounts (owner, currency) VALUES ('alice', 'KWD')")
	to(t, source, before)
	want := map[string]int64{"USD": 0, "EUR": -100, "CAD": 0, "JPY": -7, "KWD": 0}
	if diff := cmp.Diff(want, systemAccounts(t, db)); diff != "" {
		t.Errorf("system accounts after down (-want +got):\n%s", diff)
	}
	wantUsers(3)

	to(t, source, after)
	all["JPY"] = -7
	if diff := cmp.Diff(all, systemAccounts(t, db)); diff != "" {
		t.Errorf("system accounts after down and up (-first +second):\n%s", diff)
	}
	wantUsers(3)
}
