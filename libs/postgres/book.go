package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/ledger"
)

// book is [bookOf] with the store's actor, whose postings all are.
func (s *Store) book(ctx context.Context, tx *sql.Tx, action string, postings []ledger.Posting) error {
	return bookOf(ctx, tx, action, postings, func(int) *Actor { return s.actor })
}

// bookOf stores the postings, fills in their ids and times, and records each as an
// act of its actor.
func bookOf(ctx context.Context, tx *sql.Tx, action string, postings []ledger.Posting, actor func(i int) *Actor) error {
	if err := insertPostings(ctx, tx, postings); err != nil {
		return err
	}
	acts := make([]act, len(postings))
	for i, p := range postings {
		acts[i] = payment(actor(i), p)
	}
	return recordActs(ctx, tx, action, acts...)
}

// payment returns a posting as an act on the account that pays; where cash comes
// in, on the one that receives it.
func payment(actor *Actor, p ledger.Posting) act {
	account := p.FromAccount
	if account.System() {
		account = p.ToAccount
	}
	cash := p.FromAccount.System() || p.ToAccount.System()
	return act{actor: actor, account: account, cash: cash, transferID: p.Transfer.ID}
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
// be told apart. The database adds the entries to the balances, and refuses them
// unless that makes the balances given.
const insertTransfers = `
	WITH posting AS (
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[])
			WITH ORDINALITY AS p (from_account_id, to_account_id, amount, from_balance, to_balance, reverses, posts, reference, metadata, n)
	), transfer AS (
		INSERT INTO transfers (from_account_id, to_account_id, amount, reverses_transfer_id, posts_transfer_id, reference, metadata)
		SELECT from_account_id, to_account_id, amount, nullif(reverses, 0), nullif(posts, 0), nullif(reference, ''), nullif(metadata, '')::json
		FROM posting ORDER BY n
		RETURNING id, created_at
	), numbered AS (
		SELECT *, row_number() OVER (ORDER BY id) AS n FROM transfer
	), entry AS (
		INSERT INTO entries (transfer_id, account_id, amount, balance, created_at)
		SELECT t.id, side.account_id, side.amount, side.balance, t.created_at
		FROM numbered t JOIN posting p USING (n), LATERAL (
			VALUES (p.from_account_id, -p.amount, p.from_balance), (p.to_account_id, p.amount, p.to_balance)
		) AS side (account_id, amount, balance)
		ORDER BY t.id, side.amount
		RETURNING id
	)
	SELECT array_agg(id ORDER BY id), array_agg((extract(epoch FROM created_at) * 1000000)::bigint ORDER BY id),
		(SELECT array_agg(id ORDER BY id) FROM entry)
	FROM transfer`

// insertPostings stores the postings and fills in their ids and times. It is the
// one place where money moves: deposits, transfers, all of them.
func insertPostings(ctx context.Context, tx *sql.Tx, postings []ledger.Posting) error {
	n := len(postings)
	numbers := func(of func(ledger.Posting) int64) pq.Int64Array {
		array := make(pq.Int64Array, n)
		for i, p := range postings {
			array[i] = of(p)
		}
		return array
	}
	texts := func(of func(ledger.Posting) string) pq.StringArray {
		array := make(pq.StringArray, n)
		for i, p := range postings {
			array[i] = of(p)
		}
		return array
	}
	var transferIDs, microseconds, entryIDs pq.Int64Array
	err := tx.QueryRowContext(ctx, insertTransfers,
		numbers(func(p ledger.Posting) int64 { return p.Transfer.FromAccountID }),
		numbers(func(p ledger.Posting) int64 { return p.Transfer.ToAccountID }),
		numbers(func(p ledger.Posting) int64 { return int64(p.Transfer.Amount) }),
		numbers(func(p ledger.Posting) int64 { return int64(p.FromAccount.Balance) }),
		numbers(func(p ledger.Posting) int64 { return int64(p.ToAccount.Balance) }),
		numbers(func(p ledger.Posting) int64 { return p.Transfer.ReversesTransferID }),
		numbers(func(p ledger.Posting) int64 { return p.Transfer.PostsTransferID }),
		texts(func(p ledger.Posting) string { return p.Transfer.Note.Reference }),
		texts(func(p ledger.Posting) string { return string(p.Transfer.Note.Metadata) }),
	).Scan(&transferIDs, &microseconds, &entryIDs)
	if err != nil {
		return fmt.Errorf("insert transfers: %w", err)
	}
	if len(transferIDs) != n || len(entryIDs) != 2*n {
		return fmt.Errorf("insert transfers: %d of %d transfers and %d entries were added", len(transferIDs), n, len(entryIDs))
	}
	for i := range postings {
		p := &postings[i]
		at := time.UnixMicro(microseconds[i]).UTC()
		p.Transfer.ID, p.FromEntry.ID, p.ToEntry.ID = transferIDs[i], entryIDs[2*i], entryIDs[2*i+1]
		p.Transfer.CreatedAt, p.FromEntry.CreatedAt, p.ToEntry.CreatedAt = at, at, at
	}
	return nil
}
