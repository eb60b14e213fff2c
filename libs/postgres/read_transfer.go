package postgres

import (
	"context"
	"database/sql"
	"errors"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

// bookedColumns are those of a row of transfers, as pendingColumns of a pending one.
const bookedColumns = `id, from_account_id, to_account_id, amount, coalesce(reverses_transfer_id, 0),
	coalesce(posts_transfer_id, 0), coalesce(reference, ''), metadata, created_at,
	NULL::text, NULL::timestamptz, NULL::timestamptz, 0::bigint, 0::bigint`

// pendingColumns are those of a row p of pending_transfers, with the transfer t that
// posted it as joinPosting finds it.
const pendingColumns = `p.id, p.from_account_id, p.to_account_id, p.amount, 0, 0, coalesce(p.reference, ''), p.metadata::json, p.created_at,
	CASE WHEN ` + expired + ` THEN 'expired' ELSE p.state END, p.expires_at,
	CASE WHEN ` + expired + ` THEN p.expires_at ELSE p.ended_at END, coalesce(t.amount, 0), coalesce(t.id, 0)`

const joinPosting = ` LEFT JOIN transfers t ON t.posts_transfer_id = p.id`

const selectTransfer = `SELECT ` + bookedColumns + ` FROM transfers WHERE id = $1`

// selectAnyTransfer finds a transfer among those that are booked and those that
// are, or were, pending.
const selectAnyTransfer = selectTransfer + `
	UNION ALL
	SELECT ` + pendingColumns + ` FROM pending_transfers p` + joinPosting + ` WHERE p.id = $1`

// scanTransfer scans a transfer, booked or pending.
func scanTransfer(row scanner) (ledger.Transfer, error) {
	var t ledger.Transfer
	var r ledger.Reservation
	var status sql.NullString
	var expiresAt, endedAt sql.NullTime
	err := row.Scan(
		&t.ID, &t.FromAccountID, &t.ToAccountID, &t.Amount, &t.ReversesTransferID, &t.PostsTransferID,
		&t.Note.Reference, (*[]byte)(&t.Note.Metadata), &t.CreatedAt,
		&status, &expiresAt, &endedAt, &r.PostedAmount, &r.PostedTransferID)
	if err != nil {
		return t, err
	}
	t.CreatedAt = t.CreatedAt.UTC()
	if status.Valid {
		r.Status, r.ExpiresAt, r.EndedAt = ledger.Status(status.String), expiresAt.Time.UTC(), endedAt.Time.UTC()
		t.Reservation = &r
	}
	return t, nil
}

// readTransfer returns the transfer that the query finds. Of one that is booked
// nothing changes: it needs no lock.
func readTransfer(ctx context.Context, conn connection, query string, id int64) (ledger.Transfer, error) {
	t, err := scanTransfer(conn.QueryRowContext(ctx, query, id))
	if errors.Is(err, sql.ErrNoRows) {
		return t, fault.New(fault.TransferNotFound, "transfer %d does not exist", id)
	}
	if err != nil {
		return t, fault.During("read transfer", err)
	}
	return t, nil
}

// TransferBetween returns a transfer, booked or pending, and its two accounts, or
// a fault.TransferNotFound error.
func (s *Store) TransferBetween(ctx context.Context, id int64) (ledger.Transfer, ledger.Accounts, error) {
	t, err := readTransfer(ctx, s.conn, selectAnyTransfer, id)
	if err != nil {
		return t, nil, wrap("get transfer", err)
	}
	rows, err := s.conn.QueryContext(ctx,
		`SELECT `+accountColumnsNow+` FROM accounts WHERE id IN ($1, $2)`, t.FromAccountID, t.ToAccountID)
	if err != nil {
		return t, nil, wrap("get accounts of transfer", err)
	}
	accounts, err := accountsByID(rows)
	return t, accounts, wrap("get accounts of transfer", err)
}
