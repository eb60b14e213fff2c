package postgres_test

import (
	"database/sql"
	"os"
	"testing"
	"time"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
)

// timeout is of the stores of tests that do not try it out.
const timeout = time.Minute

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// open returns a store in a fresh database, which may do what the service may,
// and the database for its superuser, for checks behind the store's back.
func open(t *testing.T) (*postgres.Store, *sql.DB) {
	t.Helper()
	source := postgrestest.New(t)
	return openStore(t, postgrestest.Service(t, source)), openDB(t, source)
}

func openStore(t testing.TB, source string) *postgres.Store {
	t.Helper()
	store, err := postgres.Open(source, timeout)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func openDB(t testing.TB, source string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func newUser(t *testing.T, store *postgres.Store, name string) identity.User {
	t.Helper()
	u, err := store.CreateUser(t.Context(), identity.User{
		Username:     name,
		PasswordHash: "hash",
		FullName:     "Full Name",
		Email:        name + "@example.com",
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// newAccount returns an account with the given balance in USD, of a new user of
// the given name.
func newAccount(t *testing.T, store *postgres.Store, owner string, balance money.Amount) ledger.Account {
	t.Helper()
	newUser(t, store, owner)
	a, err := store.CreateAccount(t.Context(), owner, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	if balance == 0 {
		return a
	}
	p, err := store.Deposit(t.Context(), a.ID, balance)
	if err != nil {
		t.Fatal(err)
	}
	return p.ToAccount
}

func balance(t *testing.T, store *postgres.Store, id int64) money.Amount {
	t.Helper()
	a, err := store.Account(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a.Balance
}

// checkBooks checks what must hold at all times: balances of a currency sum to
// zero, the entries of a transfer do, a balance is the sum of its entries, and so
// is the one that an entry tells, of those until then; times follow that order;
// and what is reserved is the sum of what is pending.
func checkBooks(t *testing.T, db *sql.DB) {
	t.Helper()
	for what, query := range map[string]string{
		"currencies whose balances do not sum to zero": `SELECT count(*) FROM
			(SELECT FROM accounts GROUP BY currency HAVING sum(balance) <> 0) AS bad`,
		"transfers without two entries that sum to zero": `SELECT count(*) FROM
			(SELECT FROM transfers t LEFT JOIN entries e ON e.transfer_id = t.id GROUP BY t.id
			HAVING count(e.id) <> 2 OR sum(e.amount) <> 0) AS bad`,
		"balances that are not the sum of their entries": `SELECT count(*) FROM
			(SELECT FROM accounts a LEFT JOIN entries e ON e.account_id = a.id GROUP BY a.id
			HAVING a.balance <> coalesce(sum(e.amount), 0)) AS bad`,
		"entries whose balance is not the sum of those until then": `SELECT count(*) FROM
			(SELECT balance, sum(amount) OVER (PARTITION BY account_id ORDER BY created_at, transfer_id) AS sum FROM entries) AS e
			WHERE balance <> sum`,
		"entries that are not of the time of their transfer, or before an earlier one": `SELECT count(*) FROM
			(SELECT e.created_at, t.created_at AS transfer_at, max(e.created_at) OVER (PARTITION BY account_id ORDER BY transfer_id) AS latest
			FROM entries e JOIN transfers t ON t.id = e.transfer_id) AS e
			WHERE created_at <> transfer_at OR created_at <> latest`,
		"accounts whose last booking is not": `SELECT count(*) FROM
			(SELECT FROM accounts a LEFT JOIN entries e ON e.account_id = a.id GROUP BY a.id
			HAVING (last_transfer_id, last_transfer_at) IS DISTINCT FROM (max(e.transfer_id), max(e.created_at))) AS bad`,
		"accounts that do not reserve what is pending": `SELECT count(*) FROM
			(SELECT FROM accounts a LEFT JOIN pending_transfers p ON p.from_account_id = a.id AND p.state = 'pending' GROUP BY a.id
			HAVING a.reserved <> coalesce(sum(p.amount), 0)) AS bad`,
		"pending transfers that are posted without a transfer that posts them, or the other way round": `SELECT count(*)
			FROM pending_transfers p LEFT JOIN transfers t ON t.posts_transfer_id = p.id WHERE (p.state = 'posted') <> (t.id IS NOT NULL)`,
		"ids of two transfers": `SELECT count(*) FROM transfers JOIN pending_transfers USING (id)`,
	} {
		var bad int
		if err := db.QueryRowContext(t.Context(), query).Scan(&bad); err != nil {
			t.Fatal(err)
		}
		if bad != 0 {
			t.Errorf("%s: %d", what, bad)
		}
	}
}

// bookMany adds transfers of 1 each, with a reference that a few of all have, in
// one statement.
func bookMany(t *testing.T, db *sql.DB, from, to ledger.Account, n int) {
	t.Helper()
	const book = `
		WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount, reference)
			SELECT $1::bigint, $2::bigint, 1, CASE WHEN n % 100 = 1 THEN 'rare' END FROM generate_series(1, $3::int) n RETURNING id
		)
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT id, a, b FROM t, (VALUES ($1::bigint, -1), ($2, 1)) v (a, b)`
	if _, err := db.ExecContext(t.Context(), book, from.ID, to.ID, n); err != nil {
		t.Fatal(err)
	}
}
