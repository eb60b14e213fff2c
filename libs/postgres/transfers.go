package postgres

import (
	"context"
	"database/sql"

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
	return s.move(ctx, order.Transfer, actionTransfer, selectTwo+lockByID, order.FromAccountID, order.ToAccountID)
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
	return s.move(ctx, judge, actionDeposit, selectCash+lockByID, accountID)
}

// Withdraw pays cash out of the account in one transaction and returns what it
// did. The errors are those of [ledger.Withdraw].
func (s *Store) Withdraw(ctx context.Context, accountID int64, amount money.Amount) (ledger.Posting, error) {
	judge := func(accounts ledger.Accounts) (ledger.Posting, error) {
		return ledger.Withdraw(accountID, amount, accounts)
	}
	return s.move(ctx, judge, actionWithdraw, selectCash+lockByID, accountID)
}

// move locks the accounts that the query selects, has them judged, and stores
// the posting that comes of it.
func (s *Store) move(
	ctx context.Context,
	judge func(ledger.Accounts) (ledger.Posting, error),
	action string,
	query string, args ...any,
) (posting ledger.Posting, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		accounts, err := lockAccounts(ctx, tx, query, args...)
		if err != nil {
			return err
		}
		if posting, err = judge(accounts); err != nil {
			return err
		}
		return s.bookOne(ctx, tx, action, &posting)
	})
	if err != nil {
		return ledger.Posting{}, wrap("move money", err)
	}
	return posting, nil
}

// lockAccounts returns the accounts that the query selects and locks. What they
// have reserved binds: what has expired is ended.
func lockAccounts(ctx context.Context, tx *sql.Tx, query string, args ...any) (ledger.Accounts, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fault.During("lock accounts", err)
	}
	accounts, err := accountsByID(rows)
	if err != nil {
		return nil, fault.During("lock accounts", err)
	}
	return accounts, endExpired(ctx, tx, accounts)
}
