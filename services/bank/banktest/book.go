package banktest

import "testing"

// Book books n transfers of one minor unit each, with the reference, between two
// accounts, past the server.
func (s *Server) Book(t testing.TB, n int, from, to int64, reference string) {
	t.Helper()
	const statement = `
		WITH t AS (INSERT INTO transfers (from_account_id, to_account_id, amount, reference)
			SELECT $1::bigint, $2::bigint, 1, nullif($4, '') FROM generate_series(1, $3::int) RETURNING id)
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT id, account, amount FROM t, (VALUES ($1::bigint, -1), ($2, 1)) side (account, amount)`
	if _, err := s.DB(t).ExecContext(t.Context(), statement, from, to, n, reference); err != nil {
		t.Fatal(err)
	}
}

// BookAgain is [Server.Book] between the accounts of the first transfer that there is.
func (s *Server) BookAgain(t testing.TB, n int, reference string) {
	t.Helper()
	var from, to int64
	err := s.DB(t).QueryRowContext(t.Context(), `SELECT from_account_id, to_account_id FROM transfers ORDER BY id LIMIT 1`).Scan(&from, &to)
	if err != nil {
		t.Fatal(err)
	}
	s.Book(t, n, from, to, reference)
}
