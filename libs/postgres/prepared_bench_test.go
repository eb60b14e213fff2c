package postgres_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres/postgrestest"
)

// BenchmarkPrepared tells what it would save to have statements prepared, for one that
// a transfer begins with: it is read and planned anew each time, as PgBouncer in
// transaction mode, unless it is a recent one, knows of no prepared statements.
func BenchmarkPrepared(b *testing.B) {
	db := openDB(b, postgrestest.New(b)+"&binary_parameters=yes")
	exec(b, db, "INSERT INTO users (username, password_hash, full_name, email) VALUES ('alice', '', '', 'a@b')")
	exec(b, db, "INSERT INTO accounts (owner, currency) SELECT 'alice', code FROM currencies")
	exec(b, db, "ANALYZE")
	const query = `SELECT id, owner, balance, reserved, currency, created_at FROM accounts WHERE id = ANY($1)`
	prepared, err := db.PrepareContext(b.Context(), query)
	if err != nil {
		b.Fatal(err)
	}
	defer prepared.Close()
	ask := func(b *testing.B, rows *sql.Rows, err error) {
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
		}
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	}
	ids := pq.Int64Array{1, 2}
	b.Run("prepared", func(b *testing.B) {
		for b.Loop() {
			rows, err := prepared.QueryContext(context.Background(), ids)
			ask(b, rows, err)
		}
	})
	b.Run("not", func(b *testing.B) {
		for b.Loop() {
			rows, err := db.QueryContext(context.Background(), query, ids)
			ask(b, rows, err)
		}
	})
}
