// Package books knows what is in the bank's database: it puts accounts with money there
// before, and checks afterwards that what was acknowledged is there.
package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq" // the driver "postgres"

	"example.com/simplebank/libs/token"
	"example.com/simplebank/tools/bench/workload"
)

const (
	// lifetime of sessions and tokens: longer than any run.
	lifetime = 24 * time.Hour
	// chunk is how many accounts get money in one transaction.
	chunk = 10_000
)

// Seed makes that many users with a session and an account each, with [workload.Funds],
// and returns the accounts in the order of their ids. The source is that of the service's
// role: rows of another writer would be findings of an audit. The key is that of the
// tokens of the bank.
func Seed(ctx context.Context, source string, n int, key token.Key) (_ []workload.Account, err error) {
	db, err := sql.Open("postgres", source)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, step := range []struct{ what, query string }{
		{"users", insertUsers},
		{"sessions", insertSessions},
		{"accounts", insertAccounts},
	} {
		if _, err := db.ExecContext(ctx, step.query, n); err != nil {
			return nil, fmt.Errorf("add %s: %w", step.what, err)
		}
	}
	if err := fund(ctx, db, n); err != nil {
		return nil, err
	}
	return readAccounts(ctx, db, key)
}

// The names of users sort as their numbers. Nobody logs in: the password is none.
const (
	insertUsers = `
	INSERT INTO users (username, password_hash, full_name, email)
	SELECT name, 'none', name, name || '@example.com' FROM (
		SELECT 'user' || to_char(n, 'FM0000000') FROM generate_series(1, $1::int) n) AS u (name)`

	insertSessions = `
	INSERT INTO sessions (id, username, refresh_token_hash, user_agent, client_ip, expires_at)
	SELECT gen_random_uuid(), username, sha256(username::bytea), 'bench', '127.0.0.1', now() + interval '24 hours'
	FROM users ORDER BY username LIMIT $1`

	insertAccounts = `
	INSERT INTO accounts (owner, currency)
	SELECT username, '` + workload.Currency + `' FROM users ORDER BY username LIMIT $1`
)

// insertDeposits brings the same amount into accounts that have had none, at most so many.
const insertDeposits = `
	WITH cash AS (
		SELECT id, balance FROM accounts WHERE owner IS NULL AND currency = '` + workload.Currency + `'
	), transfer AS (
		INSERT INTO transfers (from_account_id, to_account_id, amount)
		SELECT cash.id, a.id, $1
		FROM accounts a, cash WHERE a.owner IS NOT NULL AND a.balance = 0
		ORDER BY a.id LIMIT $2
		RETURNING id, from_account_id, to_account_id, amount, created_at
	), numbered AS (
		SELECT *, row_number() OVER (ORDER BY id) AS n FROM transfer
	)
	INSERT INTO entries (transfer_id, account_id, amount, balance, created_at)
	SELECT t.id, side.account_id, side.amount, side.balance, t.created_at
	FROM numbered t, cash, LATERAL (
		VALUES (t.from_account_id, -t.amount, cash.balance - t.n * t.amount), (t.to_account_id, t.amount, t.amount)
	) AS side (account_id, amount, balance)
	ORDER BY t.id, side.amount`

func fund(ctx context.Context, db *sql.DB, n int) error {
	for done := 0; done < n; done += chunk {
		if _, err := db.ExecContext(ctx, insertDeposits, workload.Funds, chunk); err != nil {
			return fmt.Errorf("add money: %w", err)
		}
	}
	return nil
}

// readAccounts returns all accounts of users, with a token of the user's session.
func readAccounts(ctx context.Context, db *sql.DB, key token.Key) ([]workload.Account, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT a.id, a.owner, s.id FROM accounts a JOIN sessions s ON s.username = a.owner ORDER BY a.id`)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	defer rows.Close()
	var accounts []workload.Account
	for rows.Next() {
		var a workload.Account
		var owner string
		var session uuid.UUID
		if err := rows.Scan(&a.ID, &owner, &session); err != nil {
			return nil, fmt.Errorf("read accounts: %w", err)
		}
		if a.Token, _, err = key.Issue(token.Access, session, owner, time.Now(), lifetime); err != nil {
			return nil, err
		}
		accounts = append(accounts, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	return accounts, nil
}
