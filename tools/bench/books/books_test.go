package books_test

import (
	"database/sql"
	"os"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/token"
	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

func TestBooks(t *testing.T) {
	const n = 50
	source := postgrestest.New(t)
	var key token.Key
	if err := key.UnmarshalText([]byte("0123456789abcdef0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	accounts, err := books.Seed(t.Context(), postgrestest.Service(t, source), n, key)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if len(accounts) != n {
		t.Fatalf("%d accounts, want %d", len(accounts), n)
	}
	for _, a := range accounts {
		claims, err := key.Verify(token.Access, a.Token, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		var owner string
		var balance int64
		var live bool
		if err := db.QueryRow(`SELECT a.owner, a.balance, s.expires_at > now() AND NOT s.blocked
			FROM accounts a JOIN sessions s ON s.username = a.owner WHERE a.id = $1 AND s.id = $2`,
			a.ID, claims.SessionID).Scan(&owner, &balance, &live); err != nil {
			t.Fatal(err)
		}
		if owner != claims.Username || balance != workload.Funds || !live {
			t.Errorf("account %d is of %s with %d, its token of %s", a.ID, owner, balance, claims.Username)
		}
	}
	var foreign int
	if err := db.QueryRow(`SELECT count(*) FROM row_digests WHERE written_by IS NOT NULL OR forged`).Scan(&foreign); err != nil || foreign > 0 {
		t.Errorf("%d rows are not the service's: %v", foreign, err)
	}

	// What was seeded is not among the transfers that are checked.
	report, err := books.Check(t.Context(), source, books.Told{})
	if err != nil || report.Transfers != 0 || len(report.Findings) > 0 {
		t.Errorf("Check = %+v, %v", report, err)
	}
	var id int64
	if err := db.QueryRow(`
		WITH t AS (
			INSERT INTO transfers (from_account_id, to_account_id, amount) VALUES ($1, $2, 5) RETURNING id
		), e AS (
			INSERT INTO entries (transfer_id, account_id, amount, balance)
			SELECT t.id, side.* FROM t, LATERAL (VALUES ($1::bigint, -5, $3::bigint - 5), ($2::bigint, 5, $3::bigint + 5)) AS side
		) SELECT id FROM t`, accounts[0].ID, accounts[1].ID, workload.Funds).Scan(&id); err != nil {
		t.Fatal(err)
	}
	paid := load.Acknowledged{ID: id, Transfer: workload.Transfer{From: accounts[0].ID, To: accounts[1].ID, Amount: 5}}
	report, err = books.Check(t.Context(), source, books.Told{Acknowledged: []load.Acknowledged{paid}})
	if err != nil || report.Transfers != 1 || len(report.Findings) > 0 {
		t.Errorf("Check = %+v, %v", report, err)
	}
	if report, err = books.Check(t.Context(), source, books.Told{}); err != nil || len(report.Findings) != 1 {
		t.Errorf("Check = %+v, %v; want the transfer that nobody was told of", report, err)
	}
}
