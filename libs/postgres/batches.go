package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"example.com/simplebank/libs/ledger"
)

const selectMany = `SELECT ` + accountColumns + ` FROM accounts WHERE id = ANY($1)`

// TransferAll carries all orders of the batch out, in one transaction, and
// returns what they did. The errors are those of [ledger.Batch.Transfer].
func (s *Store) TransferAll(ctx context.Context, batch ledger.Batch) (postings []ledger.Posting, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		accounts, err := lockAccounts(ctx, tx, selectMany+lockByID, pq.Int64Array(batch.AccountIDs()))
		if err != nil {
			return err
		}
		if postings, err = batch.Transfer(accounts); err != nil {
			return err
		}
		return s.book(ctx, tx, actionTransfer, postings)
	})
	if err != nil {
		return nil, wrap("carry out batch", err)
	}
	return postings, nil
}
