package postgres

import (
	"context"
	"database/sql"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

// Reverse takes the transfer back in one transaction and returns what it did. It
// fills in the original, and whether that has been reversed. The errors are
// those of [ledger.Reversal.Transfer] and fault.TransferNotFound.
func (s *Store) Reverse(ctx context.Context, transferID int64, reversal ledger.Reversal) (ledger.Posting, error) {
	var posting ledger.Posting
	err := s.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		if reversal.Original, err = readTransfer(ctx, tx, selectTransfer, transferID); err != nil {
			return err
		}
		accounts, err := lockAccounts(ctx, tx, selectTwo+lockByID, reversal.Original.FromAccountID, reversal.Original.ToAccountID)
		if err != nil {
			return err
		}
		// Only now: another reversal may have held the lock.
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM transfers WHERE reverses_transfer_id = $1)`,
			transferID).Scan(&reversal.Reversed)
		if err != nil {
			return fault.During("look for reversal", err)
		}
		if posting, err = reversal.Transfer(accounts); err != nil {
			return err
		}
		return s.bookOne(ctx, tx, actionReverse, &posting)
	})
	if err != nil {
		return ledger.Posting{}, wrap("reverse transfer", err)
	}
	return posting, nil
}
