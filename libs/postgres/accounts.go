package postgres

import (
	"context"
	"database/sql"
	"errors"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

const accountColumns = `id, owner, balance, currency, created_at`

func scanAccount(row scanner) (ledger.Account, error) {
	var a ledger.Account
	var owner sql.NullString // NULL for a system account
	err := row.Scan(&a.ID, &owner, &a.Balance, &a.Currency, &a.CreatedAt)
	a.Owner = owner.String
	a.CreatedAt = a.CreatedAt.UTC()
	return a, err
}

func scanAccounts(rows *sql.Rows) ([]ledger.Account, error) { return scanAll(rows, scanAccount) }

// CreateAccount opens an empty account for the user. The errors:
// fault.AccountExists if the user has one in the currency, fault.UserNotFound.
func (s *Store) CreateAccount(ctx context.Context, owner string, currency money.Currency) (ledger.Account, error) {
	a, err := scanAccount(s.conn.QueryRowContext(ctx,
		`INSERT INTO accounts (owner, currency) VALUES ($1, $2) RETURNING `+accountColumns, owner, currency))
	return a, wrap("create account", err)
}

// Account returns a user's account, or a fault.AccountNotFound error. A system
// account is never found.
func (s *Store) Account(ctx context.Context, id int64) (ledger.Account, error) {
	a, err := scanAccount(s.conn.QueryRowContext(ctx,
		`SELECT `+accountColumns+` FROM accounts WHERE id = $1 AND owner IS NOT NULL`, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.AccountNotFound, "account %d does not exist", id)
	}
	return a, wrap("get account", err)
}

// Accounts returns the user's accounts in the order of their ids: at most limit
// of them, after skipping the first offset.
func (s *Store) Accounts(ctx context.Context, owner string, limit, offset int64) ([]ledger.Account, error) {
	rows, err := s.conn.QueryContext(ctx,
		`SELECT `+accountColumns+` FROM accounts WHERE owner = $1 ORDER BY id LIMIT $2 OFFSET $3`, owner, limit, offset)
	if err != nil {
		return nil, wrap("list accounts", err)
	}
	accounts, err := scanAccounts(rows)
	return accounts, wrap("list accounts", err)
}
