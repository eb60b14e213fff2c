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

// transfersOfAccounts merges the newest of each account. None comes twice: no
// owner has two accounts of one currency.
const transfersOfAccounts = `
	SELECT ` + transferColumns + ` FROM (
		SELECT transfer_id FROM (SELECT id AS account FROM accounts WHERE %s) AS chosen, LATERAL (
			SELECT transfer_id, created_at FROM entries WHERE account_id = account AND %s
		) AS of_account %s
	) AS newest JOIN transfers ON id = transfer_id
	ORDER BY created_at DESC, id DESC`

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
func (q TransferQuery) sql() (string, arguments) {
	var args arguments
	var accounts string
	switch {
	case q.AccountID != 0:
		accounts = `id = ` + args.add(q.AccountID)
	case q.Owner != "":
		accounts = `owner = ` + args.add(q.Owner)
	}
	if accounts != "" && q.Reference == "" {
		some := q.Page.condition(q.Period, "transfer_id", &args) + q.Amounts.condition(&args)
		order := q.Page.order("transfer_id", &args)
		return fmt.Sprintf(transfersOfAccounts, accounts, some+order, order), args
	}
	query := `SELECT ` + transferColumns + ` FROM transfers WHERE ` + q.Page.condition(q.Period, "id", &args) + q.Amounts.condition(&args)
	if q.Reference != "" {
		query += ` AND reference = ` + args.add(q.Reference)
	}
	if accounts != "" {
		query += ` AND ARRAY[from_account_id, to_account_id] && ARRAY(SELECT id FROM accounts WHERE ` + accounts + `)`
	}
	return query + q.Page.order("id", &args), args
}
