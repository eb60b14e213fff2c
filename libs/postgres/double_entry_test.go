package postgres_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lib/pq"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// books are accounts with some money in them, for tests that go to the tables
// past the store.
type books struct {
	serviceSource      string
	service, owner     *sql.DB
	alice, bob, euros  ledger.Account // 70 and 30 USD, and alice's with 5 EUR
	transfer           ledger.Posting // from alice to bob
	systemUSD, deposit int64
}

func openBooks(t *testing.T) books {
	t.Helper()
	source := postgrestest.New(t)
	b := books{serviceSource: postgrestest.Service(t, source), owner: openDB(t, source)}
	store := openStore(t, b.serviceSource)
	b.service = openDB(t, b.serviceSource)
	b.alice, b.bob = newAccount(t, store, "alice", 0), newAccount(t, store, "bob", 0)
	var err error
	if b.euros, err = store.CreateAccount(t.Context(), "alice", money.EUR); err != nil {
		t.Fatal(err)
	}
	if _, err = store.Deposit(t.Context(), b.euros.ID, 5); err != nil {
		t.Fatal(err)
	}
	in, err := store.Deposit(t.Context(), b.alice.ID, 100)
	if err != nil {
		t.Fatal(err)
	}
	b.systemUSD, b.deposit = in.FromAccount.ID, in.Transfer.ID
	if b.transfer, err = store.Transfer(t.Context(), order(b.alice, b.bob, 30)); err != nil {
		t.Fatal(err)
	}
	return b
}

// fill puts ids where the statement has names in braces.
func (b books) fill(statement string) string {
	return strings.NewReplacer(
		"{alice}", fmt.Sprint(b.alice.ID), "{bob}", fmt.Sprint(b.bob.ID), "{euros}", fmt.Sprint(b.euros.ID),
		"{system}", fmt.Sprint(b.systemUSD), "{transfer}", fmt.Sprint(b.transfer.Transfer.ID), "{deposit}", fmt.Sprint(b.deposit),
	).Replace(statement)
}

// newTransfer adds a transfer of 10 from alice to bob and goes on with a
// statement for which it is "t".
const newTransfer = `WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 10) RETURNING id, created_at) `

// bothSides adds entries of that transfer, with more columns than they need;
// their values, if not of the transfer, are the third of each row.
func bothSides(columns, values, rows string) string {
	return fmt.Sprintf(`INSERT INTO entries (transfer_id, account_id, amount, %s)
		SELECT id, a, b, %s FROM t, (VALUES %s) v (a, b, c)`, columns, values, rows)
}

// booking adds transfers by way of the view.
func booking(from, to, amounts, fromBalances, toBalances string) string {
	return fmt.Sprintf(`INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances)
		VALUES (ARRAY[%s], ARRAY[%s], ARRAY[%s], ARRAY[%s], ARRAY[%s])`, from, to, amounts, fromBalances, toBalances)
}

// TestDatabaseKeepsDoubleEntry tries what would break the books, as the service
// and as the owner of the tables.
func TestDatabaseKeepsDoubleEntry(t *testing.T) {
	b := openBooks(t)
	tests := []struct{ name, statement string }{
		{"transfer without entries", "INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 10)"},
		{"one entry only", newTransfer + "INSERT INTO entries (transfer_id, account_id, amount) SELECT id, {alice}, -10 FROM t"},
		{"entries that are not balanced",
			newTransfer + "INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -10), ({bob}, 11)) v (a, b)"},
		{"entries of another amount",
			newTransfer + "INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -9), ({bob}, 9)) v (a, b)"},
		{"entries the wrong way round",
			newTransfer + "INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, 10), ({bob}, -10)) v (a, b)"},
		{"entries of another account",
			newTransfer + "INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -10), ({system}, 10)) v (a, b)"},
		{"one account twice",
			newTransfer + "INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -10), ({alice}, -10)) v (a, b)"},
		{"a third entry", "INSERT INTO entries (transfer_id, account_id, amount) VALUES ({transfer}, {system}, 1)"},
		{"an entry once more", "INSERT INTO entries (transfer_id, account_id, amount) VALUES ({transfer}, {alice}, -30)"},
		{"an entry of no transfer", "INSERT INTO entries (transfer_id, account_id, amount) VALUES (999, {bob}, 1)"},
		{"entries of one of two transfers", `
			WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 1), ({alice}, {bob}, 2) RETURNING id, amount)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b * amount FROM t, (VALUES ({alice}, -1), ({bob}, 1)) v (a, b) WHERE amount = 2`},
		{"one entry of each of two transfers", `
			WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 1), ({alice}, {bob}, 1) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount)
			SELECT id, a, b FROM (SELECT id, row_number() OVER () AS n FROM t) t JOIN (VALUES (1, {alice}, -1), (2, {bob}, 1)) v (n, a, b) USING (n)`},
		{"entries taken back before the end", `
			BEGIN;
			INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 10);
			SAVEPOINT s;
			INSERT INTO entries (transfer_id, account_id, amount)
				SELECT max(id), a, b FROM transfers, (VALUES ({alice}, -10), ({bob}, 10)) v (a, b) GROUP BY a, b;
			ROLLBACK TO s;
			COMMIT`},
		{"entries before the transfer", `
			INSERT INTO entries (transfer_id, account_id, amount, balance, created_at)
				SELECT max(id) + 1, a, b, c, now() FROM transfers, (VALUES ({alice}, -10, 60), ({bob}, 10, 40)) v (a, b, c) GROUP BY a, b, c;
			INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 10)`},
		{"to an account that is not there", `WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, 999, 10) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -10), (999, 10)) v (a, b)`},
		{"from an account that is not there", `WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES (999, {bob}, 10) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES (999, -10), ({bob}, 10)) v (a, b)`},
		{"between accounts that are not there", `WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES (998, 999, 10) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES (998, -10), (999, 10)) v (a, b)`},
		{"two currencies", `WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {euros}, 10) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -10), ({euros}, 10)) v (a, b)`},
		{"more than there is", `WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 71) RETURNING id)
			INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -71), ({bob}, 71)) v (a, b)`},
		{"an entry with another balance", newTransfer + bothSides("balance, created_at", "c, created_at", "({alice}, -10, 60), ({bob}, 10, 41)")},
		{"an entry with the balance before it", newTransfer + bothSides("balance, created_at", "c, created_at", "({alice}, -10, 70), ({bob}, 10, 30)")},
		{"an entry of another time", newTransfer + bothSides("balance, created_at", "c, created_at + interval '1 microsecond'", "({alice}, -10, 60), ({bob}, 10, 40)")},
		{"an entry of a time without balance", newTransfer + bothSides("created_at", "created_at - interval '1 day'", "({alice}, -10, 0), ({bob}, 10, 0)")},
		{"transfers out of order", `
			INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 1);
			INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 2);
			INSERT INTO entries (transfer_id, account_id, amount)
				SELECT id, a, CASE a WHEN {alice} THEN -2 ELSE 2 END FROM transfers, (VALUES ({alice}), ({bob})) v (a) WHERE amount = 2;
			INSERT INTO entries (transfer_id, account_id, amount)
				SELECT id, a, CASE a WHEN {alice} THEN -1 ELSE 1 END FROM transfers, (VALUES ({alice}), ({bob})) v (a) WHERE amount = 1`},
		{"overdrawn in between", `
			WITH t AS (
				INSERT INTO transfers (from_account_id, to_account_id, amount)
				SELECT a, b, 80 FROM (VALUES (1, {alice}, {bob}), (2, {bob}, {alice})) v (n, a, b) ORDER BY n
				RETURNING id, from_account_id, to_account_id, amount
			)
			INSERT INTO entries (transfer_id, account_id, amount)
			SELECT t.id, s.id, s.amount FROM t, LATERAL (VALUES (from_account_id, -amount), (to_account_id, amount)) s (id, amount)`},

		{"booking with another balance", booking("{alice}", "{bob}", "10", "60", "41")},
		{"booking with the balance before another one", booking("{alice}, {alice}", "{bob}, {bob}", "10, 10", "60, 60", "40, 50")},
		{"booking of more than there is", booking("{alice}", "{bob}", "71", "-1", "101")},
		{"booking between two currencies", booking("{alice}", "{euros}", "10", "60", "15")},
		{"booking to an account that is not there", booking("{alice}", "999", "10", "60", "10")},
		{"booking to the same account", booking("{alice}", "{alice}", "10", "60", "70")},
		{"booking of nothing", booking("{alice}", "{bob}", "0", "70", "30")},
		{"booking of one side", booking("{alice}", "NULL", "10", "60", "NULL")},
		{"booking of more amounts than accounts", booking("{alice}", "{bob}", "10, 10", "60, 50", "40, 50")},

		{"entry changed", "UPDATE entries SET amount = 31 WHERE amount = 30"},
		{"entry of another time", "UPDATE entries SET created_at = created_at - interval '1 day'"},
		{"entry deleted", "DELETE FROM entries WHERE transfer_id = {transfer}"},
		{"entries truncated", "TRUNCATE entries"},
		{"transfer changed", "UPDATE transfers SET amount = 31 WHERE id = {transfer}"},
		{"transfer deleted", "DELETE FROM transfers WHERE id = {transfer}"},
		{"transfers truncated", "TRUNCATE transfers CASCADE"},
		{"transfer and entries deleted", "WITH e AS (DELETE FROM entries WHERE transfer_id = {transfer}) DELETE FROM transfers WHERE id = {transfer}"},

		{"balance raised", "UPDATE accounts SET balance = balance + 1 WHERE id = {bob}"},
		{"balances moved", "UPDATE accounts SET balance = CASE id WHEN {alice} THEN 0 ELSE 100 END WHERE id IN ({alice}, {bob})"},
		{"last booking moved", "UPDATE accounts SET last_transfer_at = last_transfer_at - interval '1 day' WHERE id = {bob}"},
		{"last booking forgotten", "UPDATE accounts SET last_transfer_id = NULL WHERE id = {bob}"},
		{"account with a last booking", "INSERT INTO accounts (owner, currency, last_transfer_id) VALUES ('bob', 'EUR', 1)"},
		{"account with a balance", "INSERT INTO accounts (owner, currency, balance) VALUES ('bob', 'EUR', 1)"},
		{"owner changed", "UPDATE accounts SET owner = 'bob' WHERE id = {euros}"},
		{"owner taken away", "UPDATE accounts SET owner = NULL WHERE id = {alice}"},
		{"currency changed", "UPDATE accounts SET currency = 'CAD' WHERE id = {alice}"},
		{"id changed", "UPDATE accounts SET id = DEFAULT WHERE id = {alice}"},
		{"time changed", "UPDATE accounts SET created_at = now() WHERE id = {alice}"},
		{"account deleted", "DELETE FROM accounts WHERE id = {bob}"},
		{"empty account deleted", "DELETE FROM accounts WHERE owner IS NULL AND currency = 'CAD'"},
		{"accounts truncated", "TRUNCATE accounts CASCADE"},
		{"user of accounts deleted", "DELETE FROM users WHERE username = 'alice'"},
	}
	before := state(t, b.owner)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for who, db := range map[string]*sql.DB{"service": b.service, "owner": b.owner} {
				if _, err := db.ExecContext(t.Context(), b.fill(tt.statement)); err == nil {
					t.Errorf("the %s may do it", who)
				}
			}
			if after := state(t, b.owner); after != before {
				t.Fatalf("the books changed from\n%s\nto\n%s", before, after)
			}
		})
	}
	checkBooks(t, b.owner)
}

// TestServiceIsConfined tries, as the service, to get at more than it needs.
func TestServiceIsConfined(t *testing.T) {
	b := openBooks(t)
	tests := []struct{ name, statement string }{
		{"table", "CREATE TABLE loot (id int)"},
		{"function", "CREATE FUNCTION loot() RETURNS int LANGUAGE sql AS 'SELECT 1'"},
		{"column", "ALTER TABLE accounts ADD COLUMN loot int"},
		{"triggers off", "ALTER TABLE entries DISABLE TRIGGER ALL"},
		{"trigger dropped", "DROP TRIGGER entries_book ON entries"},
		{"triggers off for the session", "SET session_replication_role = replica"},
		{"table dropped", "DROP TABLE entries CASCADE"},
		{"the owner's role", "SET ROLE postgres"},
		{"a banker made", "UPDATE users SET role = 'banker' WHERE username = 'alice'"},
		{"a banker born", "INSERT INTO users (username, role, password_hash, full_name, email) VALUES ('m', 'banker', '', '', 'm')"},
		{"a name changed", "UPDATE users SET full_name = 'x'"},
		{"a session prolonged", "UPDATE sessions SET expires_at = now()"},
		{"the audit log cleared", "DELETE FROM audit_log"},
		{"an id chosen", "INSERT INTO transfers (id, from_account_id, to_account_id, amount) OVERRIDING SYSTEM VALUE VALUES (9, {alice}, {bob}, 1)"},
		{"a time chosen", "INSERT INTO transfers (from_account_id, to_account_id, amount, created_at) VALUES ({alice}, {bob}, 1, now())"},
		{"an id drawn", "SELECT nextval('transfers_id_seq')"},
		{"a pending transfer's id chosen",
			"INSERT INTO pending_transfers (id, from_account_id, to_account_id, amount, expires_at) VALUES (9, {alice}, {bob}, 1, now() + interval '1 hour')"},
		{"a pending transfer's time chosen",
			"INSERT INTO pending_transfers (from_account_id, to_account_id, amount, expires_at, created_at) VALUES ({alice}, {bob}, 1, now() + interval '1 hour', now())"},
		{"the schema's version", "UPDATE schema_migrations SET version = 1"},
		{"booking from a table of its own", `
			CREATE TEMP TABLE loot (id bigint, transfer_id bigint, account_id bigint, amount bigint);
			CREATE TRIGGER loot AFTER INSERT ON loot REFERENCING NEW TABLE AS inserted
				FOR EACH STATEMENT EXECUTE FUNCTION book_entries();
			INSERT INTO loot VALUES (1, NULL, {bob}, 1000)`},
		{"a balance changed from a trigger of its own", `
			CREATE TEMP TABLE loot (id bigint);
			CREATE FUNCTION pg_temp.loot() RETURNS trigger LANGUAGE plpgsql AS
				'BEGIN UPDATE accounts SET balance = 1000 WHERE id = {bob}; RETURN NULL; END';
			CREATE TRIGGER loot AFTER INSERT ON loot FOR EACH ROW EXECUTE FUNCTION pg_temp.loot();
			INSERT INTO loot VALUES (1)`},
		{"a transfer from a trigger of its own", `
			CREATE TEMP TABLE loot (id bigint);
			CREATE FUNCTION pg_temp.loot() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
				WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 10) RETURNING id)
				INSERT INTO entries (transfer_id, account_id, amount, balance, created_at)
				SELECT id, a, b, c, now() FROM t, (VALUES ({alice}, -10, 60), ({bob}, 10, 40)) v (a, b, c);
				RETURN NULL; END';
			CREATE TRIGGER loot AFTER INSERT ON loot FOR EACH ROW EXECUTE FUNCTION pg_temp.loot();
			INSERT INTO loot VALUES (1)`},
		{"the time of bookings chosen", `
			INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances, created_at)
			VALUES (ARRAY[{alice}], ARRAY[{bob}], ARRAY[10], ARRAY[60], ARRAY[40], now())`},
		{"the ids of bookings chosen", `
			INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances, transfer_ids)
			VALUES (ARRAY[{alice}], ARRAY[{bob}], ARRAY[10], ARRAY[60], ARRAY[40], ARRAY[99])`},
		{"other tables for the checks", `
			CREATE TEMP TABLE entries (transfer_id bigint, account_id bigint, amount bigint);
			INSERT INTO entries SELECT n, unnest(ARRAY[{alice}, {bob}]), 1 FROM generate_series(1, 1000) n;
			INSERT INTO public.transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 1)`},
	}
	before := state(t, b.owner)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := b.service.ExecContext(t.Context(), b.fill(tt.statement)); err == nil {
				t.Error("the service may do it")
			}
			if after := state(t, b.owner); after != before {
				t.Fatalf("the books changed from\n%s\nto\n%s", before, after)
			}
		})
	}
}

// state returns all accounts, transfers, pending ones and entries as text.
func state(t *testing.T, db *sql.DB) string {
	t.Helper()
	var text string
	err := db.QueryRowContext(t.Context(), `SELECT concat_ws(E'\n',
		(SELECT string_agg(a::text, E'\n' ORDER BY id) FROM accounts a),
		(SELECT string_agg(t::text, E'\n' ORDER BY id) FROM transfers t),
		(SELECT string_agg(p::text, E'\n' ORDER BY id) FROM pending_transfers p),
		(SELECT string_agg(e::text, E'\n' ORDER BY id) FROM entries e))`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestManyTransfersInOneStatement is of 1,000 transfers that all touch one
// account.
func TestManyTransfersInOneStatement(t *testing.T) {
	b := openBooks(t)
	const statement = `
		WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount)
			SELECT CASE n %% 2 WHEN 0 THEN {alice} ELSE {bob} END, {system}, 1 + n %% 2 FROM generate_series(1, %d) n
			RETURNING id, from_account_id, to_account_id, amount
		)
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT id, from_account_id, -amount FROM t UNION ALL SELECT id, to_account_id, amount + %d FROM t`
	if _, err := b.service.ExecContext(t.Context(), b.fill(fmt.Sprintf(statement, 20, 0))); err != nil {
		t.Error(err)
	}
	checkBooks(t, b.owner)
	before := state(t, b.owner)
	if !strings.Contains(before, fmt.Sprintf("(%d,alice,60,", b.alice.ID)) || !strings.Contains(before, fmt.Sprintf("(%d,bob,10,", b.bob.ID)) {
		t.Errorf("balances, want 60 and 10:\n%s", before)
	}
	for what, statement := range map[string]string{
		"overdrawn together": fmt.Sprintf(statement, 1000, 0),
		"not balanced":       fmt.Sprintf(statement, 2, 1),
	} {
		if _, err := b.service.ExecContext(t.Context(), b.fill(statement)); err == nil {
			t.Errorf("%s: the database takes it", what)
		}
	}
	if after := state(t, b.owner); after != before {
		t.Errorf("the books changed from\n%s\nto\n%s", before, after)
	}
}

// TestBookings is of several transfers in a row of the view, with ids and a time that
// even the owner of the tables does not choose.
func TestBookings(t *testing.T) {
	b := openBooks(t)
	const statement = `
		INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances, transfer_ids, entry_ids, created_at)
		VALUES (ARRAY[{alice}, {bob}, {alice}], ARRAY[{bob}, {alice}, {bob}], ARRAY[10, 40, 1], ARRAY[60, 0, 99], ARRAY[40, 100, 1],
			ARRAY[99, 98, 97], ARRAY[99, 98, 97, 96, 95, 94], '2000-01-01')
		RETURNING transfer_ids, entry_ids, created_at BETWEEN statement_timestamp() AND clock_timestamp()`
	var transfers, entries pq.Int64Array
	var now bool
	if err := b.owner.QueryRowContext(t.Context(), b.fill(statement)).Scan(&transfers, &entries, &now); err != nil {
		t.Fatal(err)
	}
	last := b.transfer
	wantTransfers := pq.Int64Array{last.Transfer.ID + 1, last.Transfer.ID + 2, last.Transfer.ID + 3}
	var wantEntries pq.Int64Array
	for i := range int64(6) {
		wantEntries = append(wantEntries, last.ToEntry.ID+1+i)
	}
	if !slices.Equal(transfers, wantTransfers) || !slices.Equal(entries, wantEntries) || !now {
		t.Errorf("transfers %v, want %v; entries %v, want %v; of now: %t", transfers, wantTransfers, entries, wantEntries, now)
	}
	var rows string
	const list = `SELECT string_agg(format('%s %s', account_id, amount), ', ' ORDER BY id) FROM entries WHERE id > $1`
	if err := b.owner.QueryRowContext(t.Context(), list, last.ToEntry.ID).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if want := b.fill("{alice} -10, {bob} 10, {bob} -40, {alice} 40, {alice} -1, {bob} 1"); rows != want {
		t.Errorf("entries %s, want %s", rows, want)
	}
	checkBooks(t, b.owner)
}

// TestTimesOfTriggers is of a transfer that a trigger of the owner's adds, which
// nobody dates but who adds it.
func TestTimesOfTriggers(t *testing.T) {
	b := openBooks(t)
	for at, want := range map[string]string{
		"clock_timestamp()":                         "",
		"statement_timestamp() - interval '1 ms'":   "transfers_clock",
		"clock_timestamp() + interval '61 seconds'": "transfers_clock",
		"NULL": "created_at",
	} {
		_, err := b.owner.ExecContext(t.Context(), b.fill(`
			CREATE TEMP TABLE hook (id bigint);
			CREATE FUNCTION pg_temp.hook() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount, created_at) VALUES ({alice}, {bob}, 1, `+at+`) RETURNING id)
				INSERT INTO entries (transfer_id, account_id, amount) SELECT id, a, b FROM t, (VALUES ({alice}, -1), ({bob}, 1)) v (a, b);
				RETURN NULL; END $$;
			CREATE TRIGGER hook AFTER INSERT ON hook FOR EACH ROW EXECUTE FUNCTION pg_temp.hook();
			INSERT INTO hook VALUES (1);
			DROP TABLE hook;
			DROP FUNCTION pg_temp.hook()`))
		if (want == "") != (err == nil) || !strings.Contains(fmt.Sprintf("%#v", err), want) {
			t.Errorf("at %s: %v, want %q", at, err, want)
		}
	}
	checkBooks(t, b.owner)
}

// TestReleaseBefore is of what release 0.1.0 does, as the owner, while this one
// is rolled out.
func TestReleaseBefore(t *testing.T) {
	b := openBooks(t)
	tx, err := b.owner.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, statement := range []string{
		"SELECT id FROM accounts WHERE id IN ({alice}, {bob}) ORDER BY id FOR NO KEY UPDATE",
		"INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ({alice}, {bob}, 10)",
		"INSERT INTO entries (transfer_id, account_id, amount) SELECT max(id), {alice}, -10 FROM transfers",
		"INSERT INTO entries (transfer_id, account_id, amount) SELECT max(id), {bob}, 10 FROM transfers",
		"UPDATE accounts SET balance = CASE id WHEN {alice} THEN 60::bigint ELSE 40::bigint END WHERE id IN ({alice}, {bob})",
	} {
		if _, err := tx.ExecContext(t.Context(), b.fill(statement)); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	checkBooks(t, b.owner)
}
