package postgres

import (
	"context"
	"database/sql"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
)

// expired is the condition for a row p of pending_transfers to bind nothing any
// more though it has not been ended. The clock is the database's; now() is that
// of a transaction, which may have waited.
const expired = `p.state = 'pending' AND p.expires_at <= statement_timestamp()`

// Reserve makes the order a pending transfer that expires after the given time,
// and returns it with its accounts. The errors are those of
// [ledger.Order.Reserve].
func (s *Store) Reserve(ctx context.Context, order ledger.Order, lifetime time.Duration) (hold ledger.Hold, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		accounts, err := lockAccounts(ctx, tx, selectTwo+lockByID, order.FromAccountID, order.ToAccountID)
		if err != nil {
			return err
		}
		if hold, err = order.Reserve(accounts); err != nil {
			return err
		}
		if err := insertPending(ctx, tx, &hold.Transfer, lifetime); err != nil {
			return err
		}
		return recordActs(ctx, tx, actionReserve, act{actor: s.actor, account: hold.FromAccount, pendingID: hold.Transfer.ID})
	})
	if err != nil {
		return ledger.Hold{}, wrap("reserve money", err)
	}
	return hold, nil
}

// insertPending stores a pending transfer and fills in its id and times. The
// database adds its amount to what is reserved.
func insertPending(ctx context.Context, tx *sql.Tx, t *ledger.Transfer, lifetime time.Duration) error {
	metadata := sql.NullString{String: string(t.Note.Metadata), Valid: t.Note.Metadata != nil}
	err := tx.QueryRowContext(ctx, `
		INSERT INTO pending_transfers (from_account_id, to_account_id, amount, reference, metadata, expires_at)
		VALUES ($1, $2, $3, nullif($4, ''), $5, statement_timestamp() + $6 * interval '1 microsecond')
		RETURNING id, created_at, expires_at`,
		t.FromAccountID, t.ToAccountID, t.Amount, t.Note.Reference, metadata, lifetime.Microseconds()).
		Scan(&t.ID, &t.CreatedAt, &t.Reservation.ExpiresAt)
	if err != nil {
		return fault.During("insert pending transfer", err)
	}
	t.CreatedAt, t.Reservation.ExpiresAt = t.CreatedAt.UTC(), t.Reservation.ExpiresAt.UTC()
	return nil
}

// Post carries the pending transfer out in one transaction and returns what that
// did. It fills in the transfer. The errors are those of [ledger.Post.Transfer]
// and fault.TransferNotFound.
func (s *Store) Post(ctx context.Context, transferID int64, post ledger.Post) (posting ledger.Posting, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		pending, accounts, err := lockPending(ctx, tx, transferID)
		if err != nil {
			return err
		}
		post.Pending = pending
		if posting, err = post.Transfer(accounts); err != nil {
			return err
		}
		// That it was posted the database notes of the transfer that does so.
		return s.bookOne(ctx, tx, actionPost, &posting)
	})
	if err != nil {
		return ledger.Posting{}, wrap("post transfer", err)
	}
	return posting, nil
}

// Void gives the pending transfer up in one transaction and returns what is left.
// It fills in the transfer. The errors are those of [ledger.Void.Release] and
// fault.TransferNotFound.
func (s *Store) Void(ctx context.Context, transferID int64, void ledger.Void) (hold ledger.Hold, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		pending, accounts, err := lockPending(ctx, tx, transferID)
		if err != nil {
			return err
		}
		void.Pending = pending
		if hold, err = void.Release(accounts); err != nil {
			return err
		}
		reservation := hold.Transfer.Reservation
		err = tx.QueryRowContext(ctx, `UPDATE pending_transfers SET state = 'voided' WHERE id = $1 RETURNING ended_at`,
			transferID).Scan(&reservation.EndedAt)
		if err != nil {
			return fault.During("update pending transfer", err)
		}
		reservation.EndedAt = reservation.EndedAt.UTC()
		if s.actor != nil && s.actor.Username == hold.ToAccount.Owner {
			return nil // who gives up what they were to receive
		}
		return recordActs(ctx, tx, actionVoid, act{actor: s.actor, account: hold.FromAccount, pendingID: transferID})
	})
	if err != nil {
		return ledger.Hold{}, wrap("void transfer", err)
	}
	return hold, nil
}

// lockPending locks the accounts of a transfer and returns both as they are then.
// Whatever ends a pending transfer has the lock of the account that pays.
func lockPending(ctx context.Context, tx *sql.Tx, id int64) (ledger.Transfer, ledger.Accounts, error) {
	t, err := readTransfer(ctx, tx, selectAnyTransfer, id)
	if err != nil {
		return t, nil, err
	}
	accounts, err := lockAccounts(ctx, tx, selectTwo+lockByID, t.FromAccountID, t.ToAccountID)
	if err != nil {
		return t, nil, err
	}
	// Once more: it may have ended before the lock was had.
	t, err = readTransfer(ctx, tx, selectAnyTransfer, id)
	return t, accounts, err
}

// endExpired ends what has expired of the reservations of accounts that are
// locked. Where nothing is reserved it does not ask.
func endExpired(ctx context.Context, tx *sql.Tx, accounts ledger.Accounts) error {
	var reserving pq.Int64Array
	for _, a := range accounts {
		if a.Reserved != 0 {
			reserving = append(reserving, a.ID)
		}
	}
	if len(reserving) == 0 {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `
		UPDATE pending_transfers p SET state = 'expired' WHERE p.from_account_id = ANY($1) AND `+expired+`
		RETURNING p.from_account_id, p.amount`, reserving)
	if err != nil {
		return fault.During("end expired reservations", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var amount money.Amount
		if err := rows.Scan(&id, &amount); err != nil {
			return fault.During("end expired reservations", err)
		}
		a := accounts[id]
		a.Reserved -= amount
		accounts[id] = a
	}
	if err := rows.Err(); err != nil {
		return fault.During("end expired reservations", err)
	}
	return nil
}

// EndExpiredReservations ends reservations that have expired, at most limit of
// them, and returns how many. They bind nothing even before; but whoever spends
// from their accounts would have to end them. Several processes may do so at
// once: an account that is locked, by them or by a transfer, is left for later,
// so that this waits for nobody, and nobody for this in a circle.
func (s *Store) EndExpiredReservations(ctx context.Context, limit int64) (int64, error) {
	result, err := s.conn.ExecContext(ctx, `
		WITH due AS (
			SELECT p.id, p.from_account_id FROM pending_transfers p WHERE `+expired+` ORDER BY p.expires_at LIMIT $1
		), account AS (
			SELECT id FROM accounts WHERE id IN (SELECT from_account_id FROM due) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
		)
		UPDATE pending_transfers p SET state = 'expired'
		FROM due JOIN account ON account.id = due.from_account_id
		WHERE p.id = due.id AND `+expired, limit)
	if err != nil {
		return 0, wrap("end expired reservations", err)
	}
	ended, err := result.RowsAffected()
	return ended, wrap("end expired reservations", err)
}
