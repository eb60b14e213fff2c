package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
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
const insertTransfers = insertBookings + `
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)` + returnBooked

const insertBookings = `
	INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances,
		reverses_transfer_ids, posts_transfer_ids, transfer_references, transfer_metadata)`

const returnBooked = `
	RETURNING transfer_ids, (extract(epoch FROM created_at) * 1000000)::bigint, entry_ids`

// insertPostings stores the postings and fills in their ids and times. It is the
// one place where money moves: deposits, transfers, all of them.
func insertPostings(ctx context.Context, tx *sql.Tx, postings []ledger.Posting) error {
	return insertPostingsBy(ctx, tx, insertTransfers, postings)
}

// insertPostingsBy has the query insert them, which may have more arguments. If it
// inserts none, the error is sql.ErrNoRows.
func insertPostingsBy(ctx context.Context, conn connection, query string, postings []ledger.Posting, args ...any) error {
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
	var transferIDs, entryIDs pq.Int64Array
	var microseconds int64
	args = append([]any{
		numbers(func(p ledger.Posting) int64 { return p.Transfer.FromAccountID }),
		numbers(func(p ledger.Posting) int64 { return p.Transfer.ToAccountID }),
		numbers(func(p ledger.Posting) int64 { return int64(p.Transfer.Amount) }),
		numbers(func(p ledger.Posting) int64 { return int64(p.FromAccount.Balance) }),
		numbers(func(p ledger.Posting) int64 { return int64(p.ToAccount.Balance) }),
		numbers(func(p ledger.Posting) int64 { return p.Transfer.ReversesTransferID }),
		numbers(func(p ledger.Posting) int64 { return p.Transfer.PostsTransferID }),
		texts(func(p ledger.Posting) string { return p.Transfer.Note.Reference }),
		texts(func(p ledger.Posting) string { return string(p.Transfer.Note.Metadata) }),
	}, args...)
	err := conn.QueryRowContext(ctx, query, args...).Scan(&transferIDs, &microseconds, &entryIDs)
	if err != nil {
		return fault.During("insert transfers", err)
	}
	if len(transferIDs) != n || len(entryIDs) != 2*n {
		return fmt.Errorf("insert transfers: %d of %d transfers and %d entries were added", len(transferIDs), n, len(entryIDs))
	}
	at := time.UnixMicro(microseconds).UTC()
	for i := range postings {
		p := &postings[i]
		p.Transfer.ID, p.FromEntry.ID, p.ToEntry.ID = transferIDs[i], entryIDs[2*i], entryIDs[2*i+1]
		p.Transfer.CreatedAt, p.FromEntry.CreatedAt, p.ToEntry.CreatedAt = at, at, at
	}
	return nil
}
