package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/ledger"
)

// book stores the postings, fills in their ids and times, and records them as
// acts of the actor on the accounts that pay; where cash comes in, on the one
// that receives it.
func (s *Store) book(ctx context.Context, tx *sql.Tx, action string, postings []ledger.Posting) error {
	if err := insertPostings(ctx, tx, postings); err != nil {
		return err
	}
	acts := make([]act, len(postings))
	for i, p := range postings {
		acts[i] = act{account: p.FromAccount, transferID: p.Transfer.ID}
		if p.FromAccount.System() {
			acts[i].account = p.ToAccount
		}
	}
	return s.recordActs(ctx, tx, action, acts...)
}

func (s *Store) bookOne(ctx context.Context, tx *sql.Tx, action string, posting *ledger.Posting) error {
	one := []ledger.Posting{*posting}
	err := s.book(ctx, tx, action, one)
	*posting = one[0]
	return err
}

// insertTransfers adds transfers with their two entries each: one statement,
// however many there are. Ids are given in the order of the postings, and of the
// two entries the one that takes comes first: sorted, they need nothing else to
// be told apart. The database adds the entries to the balances.
const insertTransfers = `
	WITH transfer AS (
		INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id, posts_transfer_id, reference, metadata)
		SELECT p.from_account_id, p.to_account_id, p.amount, nullif(p.reverses, 0), nullif(p.posts, 0),
			nullif(p.reference, ''), nullif(p.metadata, '')::json
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])
			WITH ORDINALITY AS p (from_account_id, to_account_id, amount, reverses, posts, reference, metadata, n)
		ORDER BY p.n
		RETURNING id, from_account_id, to_account_id, amount
	), entry AS (
		INSERT INTO entries (transfer_id, account_id, amount)
		SELECT t.id, side.account_id, side.amount
		FROM transfer t, LATERAL (VALUES (t.from_account_id, -t.amount), (t.to_account_id, t.amount)) AS side (account_id, amount)
		ORDER BY t.id, side.amount
		RETURNING id
	)
	SELECT now(), (SELECT array_agg(id ORDER BY id) FROM transfer), (SELECT array_agg(id ORDER BY id) FROM entry)`

// insertPostings stores the postings and fills in their ids and times. It is the
// one place where money moves: deposits, transfers, all of them.
func insertPostings(ctx context.Context, tx *sql.Tx, postings []ledger.Posting) error {
	n := len(postings)
	var from, to, amounts, reverses, posts = make(pq.Int64Array, n), make(pq.Int64Array, n), make(pq.Int64Array, n), make(pq.Int64Array, n), make(pq.Int64Array, n)
	var references, metadata = make(pq.StringArray, n), make(pq.StringArray, n)
	for i, p := range postings {
		t := p.Transfer
		from[i], to[i], amounts[i] = t.FromAccountID, t.ToAccountID, int64(t.Amount)
		reverses[i], posts[i] = t.ReversesTransferID, t.PostsTransferID
		references[i], metadata[i] = t.Note.Reference, string(t.Note.Metadata)
	}
	var at time.Time
	var transferIDs, entryIDs pq.Int64Array
	err := tx.QueryRowContext(ctx, insertTransfers, from, to, amounts, reverses, posts, references, metadata).
		Scan(&at, &transferIDs, &entryIDs)
	if err != nil {
		return fmt.Errorf("insert transfers: %w", err)
	}
	if len(transferIDs) != n || len(entryIDs) != 2*n {
		return fmt.Errorf("insert transfers: %d of %d transfers and %d entries were added", len(transferIDs), n, len(entryIDs))
	}
	at = at.UTC()
	for i := range postings {
		p := &postings[i]
		p.Transfer.ID, p.FromEntry.ID, p.ToEntry.ID = transferIDs[i], entryIDs[2*i], entryIDs[2*i+1]
		p.Transfer.CreatedAt, p.FromEntry.CreatedAt, p.ToEntry.CreatedAt = at, at, at
	}
	return nil
}
