package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// lockByID reads accounts and keeps them from changing until the transaction
// ends. Whatever the direction of the transfer, rows are locked in the order of
// their ids: two transactions never wait for each other in a circle. NO KEY,
// because the ids stay: rows that refer to them may be added meanwhile.
const lockByID = ` ORDER BY id FOR NO KEY UPDATE`

// Transfer carries the order out in one transaction and returns what it did.
// The errors are those of [ledger.Order.Transfer].
func (s *Store) Transfer(ctx context.Context, order ledger.Order) (ledger.Posting, error) {
	return s.post(ctx, order.Transfer, actionTransfer, order.FromAccountID,
		selectTwo+lockByID, order.FromAccountID, order.ToAccountID)
}

const selectTwo = `SELECT ` + accountColumns + ` FROM accounts WHERE id IN ($1, $2)`

// selectCash finds an account and the system account of its currency.
const selectCash = `SELECT ` + accountColumns + ` FROM accounts
	WHERE id = $1 OR (owner IS NULL AND currency = (SELECT currency FROM accounts WHERE id = $1))`

// Deposit brings cash into the account in one transaction and returns what it
// did. The errors are those of [ledger.Deposit].
func (s *Store) Deposit(ctx context.Context, accountID int64, amount money.Amount) (ledger.Posting, error) {
	judge := func(accounts ledger.Accounts) (ledger.Posting, error) {
		return ledger.Deposit(accountID, amount, accounts)
	}
	return s.post(ctx, judge, actionDeposit, accountID, selectCash+lockByID, accountID)
}

// Withdraw pays cash out of the account in one transaction and returns what it
// did. The errors are those of [ledger.Withdraw].
func (s *Store) Withdraw(ctx context.Context, accountID int64, amount money.Amount) (ledger.Posting, error) {
	judge := func(accounts ledger.Accounts) (ledger.Posting, error) {
		return ledger.Withdraw(accountID, amount, accounts)
	}
	return s.post(ctx, judge, actionWithdraw, accountID, selectCash+lockByID, accountID)
}

// post locks the accounts that the query selects, has them judged, and stores
// the posting that comes of it, as an action on one of the accounts.
func (s *Store) post(
	ctx context.Context,
	judge func(ledger.Accounts) (ledger.Posting, error),
	action string, accountID int64,
	query string, args ...any,
) (ledger.Posting, error) {
	var posting ledger.Posting
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		accounts, err := lockAccounts(ctx, tx, query, args...)
		if err != nil {
			return err
		}
		if posting, err = judge(accounts); err != nil {
			return err
		}
		if err := record(ctx, tx, &posting); err != nil {
			return err
		}
		return s.recordAct(ctx, tx, action, accounts[accountID], sql.NullInt64{Int64: posting.Transfer.ID, Valid: true})
	})
	if err != nil {
		return ledger.Posting{}, wrap("move money", err)
	}
	return posting, nil
}

// lockAccounts returns the accounts that the query selects and locks.
func lockAccounts(ctx context.Context, tx *sql.Tx, query string, args ...any) (ledger.Accounts, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("lock accounts: %w", err)
	}
	locked, err := scanAccounts(rows)
	if err != nil {
		return nil, fmt.Errorf("lock accounts: %w", err)
	}
	accounts := ledger.Accounts{}
	for _, a := range locked {
		accounts[a.ID] = a
	}
	return accounts, nil
}

// insertPosting adds a transfer and its two entries. The database adds the
// entries to the balances.
const insertPosting = `
	WITH transfer AS (
		INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id, reference, metadata)
		VALUES ($1, $2, $3, nullif($4, 0), nullif($5, ''), $6)
		RETURNING id, created_at
	), entry AS (
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT transfer.id, side.account_id, side.amount
		FROM transfer, (VALUES ($1::bigint, -$3::bigint), ($2, $3)) AS side (account_id, amount)
		RETURNING id, account_id, created_at
	)
	SELECT t.id, t.created_at, f.id, f.created_at, e.id, e.created_at
	FROM transfer t, entry f, entry e
	WHERE f.account_id = $1 AND e.account_id = $2`

// record stores the posting and fills in its ids and times.
func record(ctx context.Context, tx *sql.Tx, p *ledger.Posting) error {
	t, from, to := &p.Transfer, &p.FromEntry, &p.ToEntry
	metadata := sql.NullString{String: string(t.Note.Metadata), Valid: t.Note.Metadata != nil}
	err := tx.QueryRowContext(ctx, insertPosting,
		t.FromAccountID, t.ToAccountID, t.Amount, t.ReversesTransferID, t.Note.Reference, metadata).Scan(
		&t.ID, &t.CreatedAt, &from.ID, &from.CreatedAt, &to.ID, &to.CreatedAt)
	if err != nil {
		return fmt.Errorf("insert transfer: %w", err)
	}
	for _, at := range []*time.Time{&t.CreatedAt, &from.CreatedAt, &to.CreatedAt} {
		*at = at.UTC()
	}
	return nil
}

// TransferAccounts returns the accounts that the transfer is between, as they are
// now, or a fault.TransferNotFound error. One may be a system account.
func (s *Store) TransferAccounts(ctx context.Context, id int64) (from, to ledger.Account, err error) {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT `+accountColumns+` FROM accounts
		WHERE id IN (SELECT unnest(ARRAY[from_account_id, to_account_id]) FROM transfers WHERE id = $1)
		ORDER BY id = (SELECT to_account_id FROM transfers WHERE id = $1)`, id)
	if err != nil {
		return from, to, wrap("get accounts of transfer", err)
	}
	accounts, err := scanAccounts(rows)
	if err == nil && len(accounts) != 2 {
		err = fault.New(fault.TransferNotFound, "transfer %d does not exist", id)
	}
	if err != nil {
		return from, to, wrap("get accounts of transfer", err)
	}
	return accounts[0], accounts[1], nil
}
