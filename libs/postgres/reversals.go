package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

// Reverse takes the transfer back in one transaction and returns what it did. It
// fills in the original, and whether that has been reversed. The errors are
// those of [ledger.Reversal.Transfer] and fault.TransferNotFound.
func (s *Store) Reverse(ctx context.Context, transferID int64, reversal ledger.Reversal) (ledger.Posting, error) {
	var posting ledger.Posting
	err := s.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		if reversal.Original, err = readTransfer(ctx, tx, transferID); err != nil {
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
			return fmt.Errorf("look for reversal: %w", err)
		}
		if posting, err = reversal.Transfer(accounts); err != nil {
			return err
		}
		if err := record(ctx, tx, &posting); err != nil {
			return err
		}
		// An act on the account that the money goes out of.
		return s.recordAct(ctx, tx, actionReverse, accounts[posting.Transfer.FromAccountID],
			sql.NullInt64{Int64: posting.Transfer.ID, Valid: true})
	})
	if err != nil {
		return ledger.Posting{}, wrap("reverse transfer", err)
	}
	return posting, nil
}

// readTransfer needs no lock: a transfer does not change.
func readTransfer(ctx context.Context, tx *sql.Tx, id int64) (ledger.Transfer, error) {
	t, err := scanTransfer(tx.QueryRowContext(ctx, `SELECT `+transferColumns+` FROM transfers WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return t, fault.New(fault.TransferNotFound, "transfer %d does not exist", id)
	}
	if err != nil {
		return t, fmt.Errorf("read transfer: %w", err)
	}
	return t, nil
}
