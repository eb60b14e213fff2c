package selftest_test

import (
	"database/sql"
	"os"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/selftest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

func open(t *testing.T, source string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func exec(t *testing.T, db *sql.DB, statements string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}

// options are of a trial that takes a moment.
func options(source string) selftest.Options {
	return selftest.Options{
		Source: source, Accounts: 20, Clients: 8, Duration: 300 * time.Millisecond, Progress: func(string) {},
	}
}

// begin begins a trial that the test's end closes.
func begin(t *testing.T, o selftest.Options) *selftest.Trial {
	t.Helper()
	trial, err := selftest.Begin(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := trial.Close(); err != nil {
			t.Error(err)
		}
	})
	return trial
}

// run runs a trial that finds nothing.
func run(t *testing.T, o selftest.Options) selftest.Report {
	t.Helper()
	r, err := selftest.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) > 0 || r.Failed > 0 {
		t.Errorf("report %+v", r)
	}
	return r
}

// schemas returns the names of the schemas of trials that are there.
func schemas(t *testing.T, db *sql.DB) (names string) {
	t.Helper()
	const query = `SELECT coalesce(string_agg(nspname, ' '), '') FROM pg_namespace WHERE nspname LIKE 'selftest%'`
	if err := db.QueryRowContext(t.Context(), query).Scan(&names); err != nil {
		t.Fatal(err)
	}
	return names
}
