package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/gather"
	"example.com/simplebank/libs/ledger"
)

// errLockFirst says that nothing was done of a request whose accounts have to be
// locked before it is judged.
var errLockFirst = errors.New("accounts have to be locked first")

// insertUnchanged is insertTransfers if nobody else has the accounts locked, and they
// have the balances given, of which nothing is reserved.
const insertUnchanged = `
	WITH locked AS MATERIALIZED (
		SELECT id, balance FROM accounts WHERE id = ANY ($10::bigint[]) AND reserved = 0` + lockByID + ` SKIP LOCKED
	)` + insertBookings + `
	SELECT $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[]
	WHERE (SELECT array_agg(balance ORDER BY id) FROM locked) = $11::bigint[]` + returnBooked

// transferUnlocked carries out one request by optimistic concurrency control: it
// reads the accounts, judges, and books if they still are as it was judged by. That
// is two statements, each a transaction of its own, in place of the four that a
// transaction with locks takes, so it is for whoever comes alone.
//
// If it is errLockFirst, nothing was done. Else the outcome is final.
func (s *Store) transferUnlocked(ctx context.Context, r TransferRequest) (ledger.Posting, error) {
	var p ledger.Posting
	if r.Once != nil { // its key is locked until the answer is kept
		return p, errLockFirst
	}
	// database/sql carries a statement out again if its connection fails, which must
	// not be done with this one; but it does not on a connection that is asked for.
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return p, notRead(err)
	}
	defer conn.Close()
	accounts, err := readUnreserved(ctx, conn, r.Order.FromAccountID, r.Order.ToAccountID)
	if err != nil {
		return p, err
	}
	if p, err = r.Order.Transfer(accounts); err != nil {
		return p, err
	}
	if payment(&r.Actor, p).recorded() {
		return p, errLockFirst
	}
	// What cannot be answered must not be done.
	if _, err := r.Answer(p); err != nil {
		return p, errLockFirst
	}
	return bookUnchanged(ctx, conn, p, accounts)
}

// readUnreserved reads accounts of which nothing is reserved, or it is errLockFirst:
// whether a reservation has expired, and is to be ended, is for who has the lock.
func readUnreserved(ctx context.Context, conn connection, ids ...int64) (ledger.Accounts, error) {
	rows, err := conn.QueryContext(ctx, selectMany, pq.Int64Array(ids))
	if err != nil {
		return nil, notRead(err)
	}
	accounts, err := accountsByID(rows)
	if err != nil {
		return nil, notRead(err)
	}
	for _, a := range accounts {
		if a.Reserved != 0 {
			return nil, errLockFirst
		}
	}
	return accounts, nil
}

// notRead returns errLockFirst where a connection was lost, as to a server that has begun
// anew: there are others. Of one that says nothing, no others are to be tried.
func notRead(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return fault.During("read accounts", err)
	}
	return errLockFirst
}

// bookUnchanged books the posting if its accounts are as they were read.
func bookUnchanged(ctx context.Context, conn connection, p ledger.Posting, read ledger.Accounts) (ledger.Posting, error) {
	if ctx.Err() != nil {
		return p, errLockFirst
	}
	one := []ledger.Posting{p}
	ids := pq.Int64Array{min(p.FromAccount.ID, p.ToAccount.ID), max(p.FromAccount.ID, p.ToAccount.ID)}
	balances := pq.Int64Array{int64(read[ids[0]].Balance), int64(read[ids[1]].Balance)}
	err := insertPostingsBy(ctx, conn, insertUnchanged, one, ids, balances)
	switch {
	case err == nil && ctx.Err() == nil:
		return one[0], nil
	case err == nil: // its end may have hidden an error of the commit
		return p, fmt.Errorf("%w: %w", ErrOutcomeUnknown, ctx.Err())
	case errors.Is(err, sql.ErrNoRows) || answeredNotDone(err):
		return p, errLockFirst
	default: // it may have been committed
		return p, fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
	}
}

// answerUnlocked is [Store.transferUnlocked] with the answer.
func (s *Store) answerUnlocked(ctx context.Context, r TransferRequest) (o gather.Outcome[Answer]) {
	p, err := s.transferUnlocked(ctx, r)
	if err == nil {
		if o.Result.Body, err = r.Answer(p); err != nil { // as it has not been just now
			err = fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
		}
	}
	o.Err = err
	return o
}
