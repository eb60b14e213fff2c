package postgres_test

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// TestListsUseIndexes asks for lists where there are 100,000 entries, and as many
// acts: no query may read more
// rows than a few for each that it returns.
func TestListsUseIndexes(t *testing.T) {
	const limit = 21
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 0), newAccount(t, store, "bob", 0)
	carol, dave := newAccount(t, store, "carol", 1000), newAccount(t, store, "dave", 0)
	for _, currency := range []money.Currency{money.EUR, money.CAD, money.JPY} {
		if _, err := store.CreateAccount(t.Context(), "alice", currency); err != nil {
			t.Fatal(err)
		}
	}
	bookMany(t, db, carol, dave, 500) // long ago
	var long time.Time
	if err := db.QueryRowContext(t.Context(), "SELECT clock_timestamp()").Scan(&long); err != nil {
		t.Fatal(err)
	}
	// Without the triggers, which would take their time. Of the references one is that of
	// many, and of few of them carol is on a side, long before the others.
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range []string{
		"SET session_replication_role = replica",
		fmt.Sprintf(`INSERT INTO transfers (from_account_id, to_account_id, amount, reference, created_at)
			SELECT %d, 30000 + n, 1, 'rent', clock_timestamp() FROM generate_series(1, 25) n`, carol.ID),
		fmt.Sprintf(`INSERT INTO transfers (from_account_id, to_account_id, amount, reference, created_at)
			SELECT %d, %d, n %% 100 + 1, CASE WHEN n %% 100 = 1 THEN 'rare' WHEN n %% 4 = 0 THEN 'rent' END, clock_timestamp() FROM generate_series(1, 50000) n`, alice.ID, bob.ID),
		fmt.Sprintf(`INSERT INTO entries (transfer_id, account_id, amount, balance, created_at)
			SELECT id, a, CASE a WHEN from_account_id THEN -amount ELSE amount END, 0, created_at
			FROM transfers, LATERAL (VALUES (from_account_id), (to_account_id)) v (a) WHERE from_account_id = %d ORDER BY id`, alice.ID),
		// Of 20,000 pending ones half are between alice and bob, and the others between
		// others. Nearly all were posted; some expired and nobody has noticed.
		fmt.Sprintf(`INSERT INTO pending_transfers (id, from_account_id, to_account_id, amount, reference, created_at, expires_at, state, ended_at)
			SELECT nextval('transfers_id_seq'), f, t, n %% 100 + 1, CASE WHEN n %% 200 = 1 THEN 'rare' END, at, at + life, state,
				CASE WHEN state <> 'pending' THEN at + interval '1 ms' END
			FROM generate_series(1, 20000) n, LATERAL (SELECT
				CASE n %% 4 WHEN 0 THEN %[1]d WHEN 1 THEN %[2]d ELSE 10000 + n %% 20 END,
				CASE n %% 4 WHEN 0 THEN %[2]d WHEN 1 THEN %[1]d ELSE 20000 + n %% 20 END,
				clock_timestamp() - n * interval '1 ms',
				CASE WHEN n / 4 %% 100 < 2 THEN interval '1 ms' ELSE interval '2 days' END,
				CASE n / 4 %% 100 WHEN 0 THEN 'pending' WHEN 1 THEN 'expired' WHEN 2 THEN 'pending' WHEN 3 THEN 'voided' ELSE 'posted' END
			) v (f, t, at, life, state)`, alice.ID, bob.ID),
		fmt.Sprintf(`INSERT INTO pending_transfers (id, from_account_id, to_account_id, amount, reference, created_at, expires_at, state, ended_at)
			SELECT nextval('transfers_id_seq'), CASE WHEN n <= 25 THEN 10000 ELSE 10001 END, CASE WHEN n <= 25 THEN %d ELSE 20000 END, 1, 'deposit',
				clock_timestamp(), clock_timestamp() + interval '2 days', 'posted', clock_timestamp() + interval '1 ms'
			FROM generate_series(1, 20000) n`, dave.ID),
		`INSERT INTO audit_log (username, role, action, account_id, request_id)
			SELECT CASE WHEN n % 1000 = 1 THEN 'bob' ELSE 'alice' END, 'banker', 'read', 1 + n % 100, '' FROM generate_series(1, 100000) n`,
		"VACUUM ANALYZE",
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	var middle postgres.Position
	const half = `SELECT created_at, id FROM transfers ORDER BY id OFFSET 25000 LIMIT 1`
	if err := db.QueryRowContext(t.Context(), half).Scan(&middle.At, &middle.ID); err != nil {
		t.Fatal(err)
	}

	var short postgres.Period // of 180 lines, near the beginning
	const bounds = `SELECT min(created_at), max(created_at) FROM (SELECT created_at FROM transfers WHERE from_account_id = $1 ORDER BY id OFFSET 500 LIMIT 181) t`
	if err := db.QueryRowContext(t.Context(), bounds, alice.ID).Scan(&short.From, &short.To); err != nil {
		t.Fatal(err)
	}

	explaining, plans := store.Explaining()
	transfersOf := func(q postgres.TransferQuery) func() (int, error) {
		q.Page.Limit = limit
		return func() (int, error) {
			got, err := explaining.Transfers(t.Context(), q)
			return len(got), err
		}
	}
	entriesOf := func(q postgres.EntryQuery) func() (int, error) {
		q.Page.Limit = limit
		return func() (int, error) {
			got, err := explaining.Entries(t.Context(), q)
			return len(got), err
		}
	}
	acts := func(q postgres.ActQuery) func() (int, error) {
		q.Page.Limit = limit
		return func() (int, error) {
			got, err := explaining.Acts(t.Context(), q)
			return len(got), err
		}
	}
	deep := postgres.Page{Before: middle}
	var before postgres.Page // where there are pending ones after it
	const halfPending = `SELECT created_at, id FROM pending_transfers ORDER BY created_at OFFSET 10000 LIMIT 1`
	if err := db.QueryRowContext(t.Context(), halfPending).Scan(&before.Before.At, &before.Before.ID); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		do   func() (int, error)
	}{
		{"transfers", transfersOf(postgres.TransferQuery{})},
		{"transfers, deep", transfersOf(postgres.TransferQuery{Page: deep})},
		{"transfers of long ago", transfersOf(postgres.TransferQuery{Period: postgres.Period{To: long}})},
		{"transfers with a reference", transfersOf(postgres.TransferQuery{Reference: "rare"})},
		{"transfers of a user", transfersOf(postgres.TransferQuery{Owner: "alice"})},
		{"transfers of a user, deep", transfersOf(postgres.TransferQuery{Owner: "alice", Page: deep})},
		{"transfers of a user who has few", transfersOf(postgres.TransferQuery{Owner: "carol"})},
		{"transfers of a user with a reference", transfersOf(postgres.TransferQuery{Owner: "alice", Reference: "rare"})},
		{"transfers of a user with a reference that many use", transfersOf(postgres.TransferQuery{Owner: "carol", Reference: "rent"})},
		{"transfers of an account with a reference that many use", transfersOf(postgres.TransferQuery{AccountID: carol.ID, Reference: "rent"})},
		{"pending transfers of a user with a reference that many use",
			transfersOf(postgres.TransferQuery{Owner: "dave", Reference: "deposit", Status: ledger.Posted})},
		{"transfers of a user with a reference of others: none", transfersOf(postgres.TransferQuery{Owner: "carol", Reference: "deposit"})},
		{"transfers of a user with a reference that nobody has: none", transfersOf(postgres.TransferQuery{Owner: "alice", Reference: "salary", Status: ledger.Booked})},
		{"transfers of an account", transfersOf(postgres.TransferQuery{AccountID: alice.ID})},
		{"transfers of an account, of long ago", transfersOf(postgres.TransferQuery{AccountID: dave.ID, Period: postgres.Period{To: long}})},
		{"posted transfers", transfersOf(postgres.TransferQuery{Status: ledger.Posted})},
		{"pending transfers", transfersOf(postgres.TransferQuery{Status: ledger.Pending})},
		{"expired transfers", transfersOf(postgres.TransferQuery{Status: ledger.Expired})},
		{"pending transfers of a user", transfersOf(postgres.TransferQuery{Owner: "alice", Status: ledger.Pending})},
		{"voided transfers of an account", transfersOf(postgres.TransferQuery{AccountID: bob.ID, Status: ledger.Voided})},
		{"expired transfers of an account", transfersOf(postgres.TransferQuery{AccountID: bob.ID, Status: ledger.Expired})},
		{"posted transfers of a user, deep", transfersOf(postgres.TransferQuery{Owner: "alice", Status: ledger.Posted, Page: before})},
		{"pending transfers with a reference", transfersOf(postgres.TransferQuery{Reference: "rare", Status: ledger.Posted})},
		{"entries", entriesOf(postgres.EntryQuery{AccountID: alice.ID})},
		{"transfers of a user, of an amount", transfersOf(postgres.TransferQuery{Owner: "alice", Amounts: postgres.Amounts{Min: 50}})},
		{"entries, of an amount", entriesOf(postgres.EntryQuery{AccountID: alice.ID, Amounts: postgres.Amounts{Min: 40, Max: 60}})},
		{"entries, deep", entriesOf(postgres.EntryQuery{AccountID: alice.ID, Page: deep})},
		{"entries of a period", entriesOf(postgres.EntryQuery{AccountID: alice.ID, Period: postgres.Period{From: long, To: middle.At}})},
		{"balance", func() (int, error) {
			_, _, err := explaining.BalanceAt(t.Context(), alice.ID, middle.At)
			return limit, err
		}},
		{"statement", func() (int, error) {
			_, lines, err := explaining.Statement(t.Context(), alice.ID, postgres.Period{From: long, To: middle.At})
			for range lines { // of which a chunk is a thousand
				break
			}
			return limit, err
		}},
		{"short statement", func() (int, error) {
			n := 0
			_, lines, err := explaining.Statement(t.Context(), alice.ID, short)
			for _, lineErr := range lines {
				n, err = n+1, errors.Join(err, lineErr)
			}
			if n < 100 || n > 180 { // some may be of the same time as the last
				err = errors.Join(err, fmt.Errorf("%d lines, want 180", n))
			}
			return limit, err
		}},
		{"acts", acts(postgres.ActQuery{})},
		{"acts of a user", acts(postgres.ActQuery{Username: "bob"})},
		{"acts on an account", acts(postgres.ActQuery{AccountID: 7})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plans.Reset()
			n, err := tt.do()
			want := limit
			if strings.HasSuffix(tt.name, ": none") {
				want = 0
			}
			if err != nil || n != want {
				t.Fatalf("%d found, %v", n, err)
			}
			most := 10 * limit
			if tt.name == "statement" {
				most = 1005 // a chunk
			}
			if read := mostRead(t, plans.String()); read > most {
				t.Errorf("%d rows read:\n%s", read, plans)
			}
			// What an index scan passes over is no row.
			if pages := pagesRead(t, plans.String()); want == 0 && pages > most/4 {
				t.Errorf("%d pages read:\n%s", pages, plans)
			}
			if testing.Verbose() {
				t.Log(plans)
			}
		})
	}
}

// TestChecksUseIndexes is of the checks of transfers where there are many: they read a
// few rows for each that is new, and not the table from its beginning.
func TestChecksUseIndexes(t *testing.T) {
	const n = 250
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100_000), newAccount(t, store, "bob", 0)
	for range 20 {
		bookMany(t, db, alice, bob, 1000)
	}
	exec(t, db, "VACUUM ANALYZE")
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	const book = `
		WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount) SELECT $1::bigint, $2::bigint, 1 FROM generate_series(1, $3::int) RETURNING id, created_at
		)
		INSERT INTO entries (transfer_id, account_id, amount, balance, created_at)
		SELECT id, a, b, c + b * row_number() OVER (PARTITION BY a ORDER BY id), created_at
		FROM t, (SELECT id, CASE id WHEN $1 THEN -1 ELSE 1 END, balance FROM accounts WHERE id IN ($1, $2)) v (a, b, c)`
	read := func() map[string]int { // of each table, in this session
		t.Helper()
		all := map[string]int{}
		for _, table := range []string{"transfers", "entries", "accounts"} {
			var rows int
			err := tx.QueryRowContext(t.Context(),
				`SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = $1`, table).Scan(&rows)
			if err != nil {
				t.Fatal(err)
			}
			all[table] = rows
		}
		return all
	}
	before := read()
	if _, err := tx.ExecContext(t.Context(), book, alice.ID, bob.ID, n); err != nil {
		t.Fatal(err)
	}
	for table, rows := range read() {
		if rows -= before[table]; rows > 10*n {
			t.Errorf("%d rows of %s read for %d transfers", rows, table, n)
		}
	}
}

// TestLogUsesIndexes is of the checks of leaves that are added to a long log.
func TestLogUsesIndexes(t *testing.T) {
	const n = 100
	store, db := open(t)
	alice, bob := newAccount(t, store, "alice", 100_000), newAccount(t, store, "bob", 0)
	for range 20 {
		bookMany(t, db, alice, bob, 1000)
	}
	extendLog(t, store, newLogKeys(t), postgres.LogBatch)
	bookMany(t, db, alice, bob, n)
	exec(t, db, "VACUUM ANALYZE")
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for range n / 10 { // a session plans the first few times only
		_, err = tx.ExecContext(t.Context(), `
			INSERT INTO log_leaves (leaf_index, transfer_id, salt)
			SELECT (SELECT max(leaf_index) FROM log_leaves) + row_number() OVER (ORDER BY transfer_id), transfer_id, substring(sha256('') FOR 16)
			FROM (SELECT transfer_id FROM unlogged_transfers ORDER BY transfer_id LIMIT 10) AS next`)
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"log_leaves", "unlogged_transfers"} {
		var read int
		err := tx.QueryRowContext(t.Context(),
			`SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = $1`, table).Scan(&read)
		if err != nil {
			t.Fatal(err)
		}
		if read > 10*n {
			t.Errorf("%d rows of %s read for %d leaves", read, table, n)
		}
	}
}

var (
	pagesHit   = regexp.MustCompile(`Buffers: shared hit=(\d+)`)
	rowsOfNode = regexp.MustCompile(`actual rows=(\d+) loops=(\d+)`)
	removed    = regexp.MustCompile(`Rows Removed by [A-Za-z ]+: (\d+)`)
)

// pagesRead returns how many pages the first plan has read.
func pagesRead(t *testing.T, plans string) int {
	t.Helper()
	match := pagesHit.FindStringSubmatch(plans)
	if match == nil {
		t.Fatal("no pages:", plans)
	}
	pages, err := strconv.Atoi(match[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// mostRead returns the most rows that a node of the plans has returned or left
// out.
func mostRead(t *testing.T, plans string) int {
	t.Helper()
	if !strings.Contains(plans, "Index") {
		t.Fatal("no plan:", plans)
	}
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(fmt.Errorf("%w in\n%s", err, plans))
		}
		return n
	}
	most := 0
	for _, match := range rowsOfNode.FindAllStringSubmatch(plans, -1) {
		most = max(most, number(match[1])*number(match[2]))
	}
	for _, match := range removed.FindAllStringSubmatch(plans, -1) {
		most = max(most, number(match[1]))
	}
	return most
}
