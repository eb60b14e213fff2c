package postgres

import (
	"context"
	"fmt"

	"example.com/simplebank/libs/ledger"
)

// TransferQuery asks for transfers: those of one account, or of all accounts of
// an owner, or with neither of all accounts.
type TransferQuery struct {
	AccountID int64
	Owner     string
	Reference string // empty for any
	Period    Period
	Amounts   Amounts
	Page      Page
}

// $1 to $6 are the beginning of the period, the time and the id before which the
// page is, the amounts, and the limit.
const (
	transfersOfAll = `
		SELECT ` + transferColumns + ` FROM transfers
		WHERE created_at >= $1 AND (created_at, id) < ($2, $3) AND amount BETWEEN $4 AND $5`
	newestTransfers = ` ORDER BY created_at DESC, id DESC LIMIT $6`

	// transfersOfAccounts merges the newest of each account. None comes twice: no
	// owner has two accounts of one currency.
	transfersOfAccounts = `
		SELECT ` + transferColumns + ` FROM (
			SELECT of_account.transfer_id FROM accounts, LATERAL (
				SELECT transfer_id, created_at FROM entries
				WHERE account_id = accounts.id AND created_at >= $1 AND (created_at, transfer_id) < ($2, $3)
					AND abs(amount) BETWEEN $4 AND $5
				ORDER BY created_at DESC, transfer_id DESC LIMIT $6
			) AS of_account
			WHERE %s
			ORDER BY of_account.created_at DESC, of_account.transfer_id DESC LIMIT $6
		) AS newest JOIN transfers ON transfers.id = newest.transfer_id
		ORDER BY created_at DESC, id DESC`
)

// Transfers returns transfers, newest first.
func (s *Store) Transfers(ctx context.Context, q TransferQuery) ([]ledger.Transfer, error) {
	query, args := q.sql()
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap("list transfers", err)
	}
	transfers, err := scanAll(rows, scanTransfer)
	return transfers, wrap("list transfers", err)
}

// sql returns the statement that finds the transfers in the order of an index: of
// the accounts, of the reference, or of all transfers.
func (q TransferQuery) sql() (query string, args []any) {
	from, before, id := q.Page.bounds(q.Period)
	args = []any{from, before, id, q.Amounts.Min, q.Amounts.most(), q.Page.Limit}
	arg := func(value any) string {
		args = append(args, value)
		return fmt.Sprintf("$%d", len(args))
	}
	var accounts string
	switch {
	case q.AccountID != 0:
		accounts = `accounts.id = ` + arg(q.AccountID)
	case q.Owner != "":
		accounts = `accounts.owner = ` + arg(q.Owner)
	}
	if accounts != "" && q.Reference == "" {
		return fmt.Sprintf(transfersOfAccounts, accounts), args
	}
	query = transfersOfAll
	if q.Reference != "" {
		query += ` AND reference = ` + arg(q.Reference)
	}
	if accounts != "" {
		query += ` AND ARRAY[from_account_id, to_account_id] && ARRAY(SELECT id FROM accounts WHERE ` + accounts + `)`
	}
	return query + newestTransfers, args
}
