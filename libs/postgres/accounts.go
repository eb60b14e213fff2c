package postgres

import (
	"context"
	"database/sql"
	"errors"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// accountColumns are for whoever locks the account, and then ends what has
// expired: see lockAccounts.
const accountColumns = `id, owner, balance, reserved, currency, created_at`

// accountColumnsNow are for whoever only reads: reservations that have expired
// bind nothing, though they may not have been ended yet.
const accountColumnsNow = `id, owner, balance, CASE WHEN reserved = 0 THEN 0 ELSE reserved - (
		SELECT coalesce(sum(amount), 0)::bigint FROM pending_transfers p
		WHERE p.from_account_id = accounts.id AND ` + expired + `) END, currency, created_at`

func scanAccount(row scanner) (ledger.Account, error) {
	var a ledger.Account
	var owner sql.NullString // NULL for a system account
	err := row.Scan(&a.ID, &owner, &a.Balance, &a.Reserved, &a.Currency, &a.CreatedAt)
	a.Owner = owner.String
	a.CreatedAt = a.CreatedAt.UTC()
	return a, err
}

func scanAccounts(rows *sql.Rows) ([]ledger.Account, error) { return scanAll(rows, scanAccount) }

func accountsByID(rows *sql.Rows) (ledger.Accounts, error) {
	list, err := scanAccounts(rows)
	accounts := ledger.Accounts{}
	for _, a := range list {
		accounts[a.ID] = a
	}
	return accounts, err
}

// CreateAccount opens an empty account for the user. The errors:
// fault.AccountExists if the user has one in the currency, fault.UserNotFound.
func (s *Store) CreateAccount(ctx context.Context, owner string, currency money.Currency) (ledger.Account, error) {
	var a ledger.Account
	err := s.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		a, err = scanAccount(tx.QueryRowContext(ctx,
			`INSERT INTO accounts (owner, currency) VALUES ($1, $2) RETURNING `+accountColumns, owner, currency))
		return err
	})
	return a, wrap("create account", err)
}

// Account returns a user's account, or a fault.AccountNotFound error. A system
// account is never found.
func (s *Store) Account(ctx context.Context, id int64) (ledger.Account, error) {
	a, err := scanAccount(s.conn.QueryRowContext(ctx,
		`SELECT `+accountColumnsNow+` FROM accounts WHERE id = $1 AND owner IS NOT NULL`, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.AccountNotFound, "account %d does not exist", id)
	}
	return a, wrap("get account", err)
}

// Accounts returns the user's accounts in the order of their ids: at most limit
// of them, after skipping the first offset.
func (s *Store) Accounts(ctx context.Context, owner string, limit, offset int64) ([]ledger.Account, error) {
	rows, err := s.conn.QueryContext(ctx,
		`SELECT `+accountColumnsNow+` FROM accounts WHERE owner = $1 ORDER BY id LIMIT $2 OFFSET $3`, owner, limit, offset)
	if err != nil {
		return nil, wrap("list accounts", err)
	}
	accounts, err := scanAccounts(rows)
	return accounts, wrap("list accounts", err)
}
