package postgrestest_test

import (
	"database/sql"
	"os"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

func count(t *testing.T, source, query string) int {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDatabasesAreApart(t *testing.T) {
	var first string
	t.Run("first", func(t *testing.T) {
		first = postgrestest.New(t)
		second := postgrestest.New(t)
		const add = `WITH added AS (
			INSERT INTO users (username, password_hash, full_name, email) VALUES ('u', '', '', '') RETURNING 1
		) SELECT count(*) FROM added`
		if n := count(t, first, add); n != 1 {
			t.Errorf("%d users were added, want 1", n)
		}
		if n := count(t, second, "SELECT count(*) FROM users"); n != 0 {
			t.Errorf("%d users of one database are in the other", n)
		}
	})
	db, err := sql.Open("postgres", first)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.PingContext(t.Context()); err == nil {
		t.Error("the database outlives its test")
	}
}

func TestEmpty(t *testing.T) {
	const tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
	if n := count(t, postgrestest.Empty(t), tables); n != 0 {
		t.Errorf("an empty database has %d tables", n)
	}
	if n := count(t, postgrestest.New(t), tables); n == 0 {
		t.Error("a new database has no tables")
	}
}
