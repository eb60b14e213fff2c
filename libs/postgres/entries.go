package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// Line is an entry as the owner of its account reads it.
type Line struct {
	ledger.Entry
	TransferID     int64
	CounterpartyID int64        // the other account
	Balance        money.Amount // of the account after the entry
	Reference      string
}

// Position returns the line's place among those of its account.
func (l Line) Position() Position { return Position{At: l.CreatedAt, ID: l.TransferID} }

// selectLines has the columns of entries under their names. LIMIT keeps the planner from
// joining by reading all transfers, as it else does for a few lines that it takes for many.
const selectLines = `
	SELECT id, account_id, amount, created_at, transfer_id,
		CASE WHEN amount < 0 THEN to_account_id ELSE from_account_id END, balance, coalesce(reference, '')
	FROM entries, LATERAL (SELECT from_account_id, to_account_id, reference FROM transfers WHERE transfers.id = entries.transfer_id LIMIT 1) AS t
	WHERE `

func scanLine(row scanner) (Line, error) {
	var l Line
	err := row.Scan(&l.ID, &l.AccountID, &l.Amount, &l.CreatedAt, &l.TransferID, &l.CounterpartyID, &l.Balance, &l.Reference)
	l.CreatedAt = l.CreatedAt.UTC()
	return l, err
}

// EntryQuery asks for entries of one account.
type EntryQuery struct {
	AccountID int64
	Period    Period
	Amounts   Amounts // without their signs
	Page      Page
}

// Entries returns entries of an account, newest first.
func (s *Store) Entries(ctx context.Context, q EntryQuery) ([]Line, error) {
	args := arguments{q.AccountID}
	page := q.Page.bounds(q.Period, &args)
	query := selectLines + `account_id = $1 AND ` + page.condition("transfer_id") + q.Amounts.condition(&args) + page.order("transfer_id")
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap("list entries", err)
	}
	lines, err := scanAll(rows, scanLine)
	return lines, wrap("list entries", err)
}

// BalanceAt returns what the account held at a time, entries of that time
// included, and that time, which is now if it is zero. A time that has yet to
// come is a fault.InvalidArgument error.
func (s *Store) BalanceAt(ctx context.Context, accountID int64, at time.Time) (money.Amount, time.Time, error) {
	now, balance, err := s.settle(ctx, accountID)
	if err != nil {
		return 0, at, wrap("get balance", err)
	}
	if at.IsZero() {
		return balance, now, nil
	}
	if at.After(now) {
		return 0, at, wrap("get balance", fault.New(fault.InvalidArgument, "at must not be in the future"))
	}
	const query = `
		SELECT balance, created_at, transfer_id FROM entries WHERE account_id = $1 AND created_at <= $2
		ORDER BY created_at DESC, transfer_id DESC LIMIT 1`
	balance, _, err = lastBalance(s.conn.QueryRowContext(ctx, query, accountID, at))
	return balance, at, wrap("get balance", err)
}

// settle returns the account's balance and the time until which nothing more will
// be booked: who books has locked the account before, and takes the time after.
func (s *Store) settle(ctx context.Context, accountID int64) (now time.Time, balance money.Amount, err error) {
	err = s.conn.QueryRowContext(ctx,
		`SELECT greatest(clock_timestamp(), last_transfer_at), balance FROM accounts WHERE id = $1 FOR SHARE`, accountID).
		Scan(&now, &balance)
	if err != nil {
		return now, 0, fault.During("wait for bookings", err)
	}
	return now.UTC(), balance, nil
}

// lastBalance returns the balance of the entry in the row, and its place; without
// a row nothing was booked yet.
func lastBalance(row scanner) (balance money.Amount, place Position, err error) {
	err = row.Scan(&balance, &place.At, &place.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, Position{}, nil
	}
	if err != nil {
		return 0, Position{}, fault.During("look for last entry", err)
	}
	return balance, place, nil
}
