package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/lib/pq"

	"example.com/simplebank/libs/gather"
	"example.com/simplebank/libs/ledger"
)

// errNothingDone ends a transaction that has nothing to commit.
var errNothingDone = errors.New("nothing was done")

// transferGroup is transfers that are carried out in one transaction.
type transferGroup struct {
	requests []TransferRequest
	outcomes []gather.Outcome[Answer] // of the requests
	settled  []bool                   // of which requests the outcome is final without a posting
	postings []ledger.Posting
	of       []int   // which request each posting is of
	missing  []int64 // accounts that were not locked, of requests that therefore wait
}

func newTransferGroup(requests []TransferRequest) *transferGroup {
	return &transferGroup{
		requests: requests,
		outcomes: make([]gather.Outcome[Answer], len(requests)),
		settled:  make([]bool, len(requests)),
	}
}

func (g *transferGroup) carryOut(ctx context.Context, tx *sql.Tx, lock locking) error {
	if err := g.lockRequests(ctx, tx); err != nil {
		return err
	}
	accounts, err := lock(ctx, tx, g.accountIDs())
	if err != nil {
		return err
	}
	g.judge(accounts)
	if len(g.postings) == 0 {
		return errNothingDone
	}
	actor := func(i int) *Actor { return &g.requests[g.of[i]].Actor }
	if err := bookOf(ctx, tx, actionTransfer, g.postings, actor); err != nil {
		return err
	}
	return g.answer(ctx, tx)
}

// lockRequests settles the requests that are to be carried out once and have
// been, or are just being so.
func (g *transferGroup) lockRequests(ctx context.Context, tx *sql.Tx) error {
	var once []IdempotentRequest
	var of []int
	for i, r := range g.requests {
		if r.Once != nil {
			once, of = append(once, *r.Once), append(of, i)
		}
	}
	if len(once) == 0 {
		return nil
	}
	known, err := lockRequests(ctx, tx, once)
	if err != nil {
		return err
	}
	for i, k := range known {
		if k.found || k.err != nil {
			g.settle(of[i], gather.Outcome[Answer]{Result: Answer{Body: k.answer, Replayed: k.found}, Err: k.err})
		}
	}
	return nil
}

func (g *transferGroup) settle(i int, outcome gather.Outcome[Answer]) {
	g.outcomes[i], g.settled[i] = outcome, true
}

// failed returns the outcomes where the transaction has ended with the error. If
// nobody knows whether it was committed, only what has a posting can have moved
// money. What was refused was judged by what is perhaps not there: it is to be tried
// again.
func (g *transferGroup) failed(err error) []gather.Outcome[Answer] {
	outcomes := gather.Failed[Answer](len(g.requests), err)
	if !errors.Is(err, ErrOutcomeUnknown) {
		return outcomes
	}
	for i, o := range g.outcomes {
		switch {
		case !g.settled[i]:
		case o.Err == nil || errors.Is(o.Err, errNotTogether):
			outcomes[i] = o
		default:
			outcomes[i].Err = fmt.Errorf("%w: of others in its transaction: %v", ErrUnavailable, err)
		}
	}
	return outcomes
}

// accountIDs returns the accounts of all that is not settled.
func (g *transferGroup) accountIDs() []int64 {
	var ids []int64
	for i, r := range g.requests {
		if !g.settled[i] {
			ids = append(ids, r.Order.FromAccountID, r.Order.ToAccountID)
		}
	}
	return ids
}

// judge has each request judged against what those before it leave, and leaves
// the accounts as all of them do.
func (g *transferGroup) judge(accounts lockedAccounts) {
	for i, r := range g.requests {
		if g.settled[i] {
			continue
		}
		if missing := accounts.missing(r.Order.FromAccountID, r.Order.ToAccountID); len(missing) > 0 {
			g.missing = append(g.missing, missing...)
			g.settle(i, gather.Outcome[Answer]{Err: errNotTogether})
			continue
		}
		p, err := r.Order.Transfer(accounts.accounts)
		if err != nil {
			g.settle(i, gather.Outcome[Answer]{Err: err})
			continue
		}
		accounts.accounts[p.FromAccount.ID], accounts.accounts[p.ToAccount.ID] = p.FromAccount, p.ToAccount
		g.postings, g.of = append(g.postings, p), append(g.of, i)
	}
}

// answer makes the answers, and keeps those to requests with a key.
func (g *transferGroup) answer(ctx context.Context, tx *sql.Tx) error {
	var once []IdempotentRequest
	var kept [][]byte
	for i, p := range g.postings {
		r := g.requests[g.of[i]]
		body, err := r.Answer(p)
		if err != nil {
			return fmt.Errorf("%w: answer to transfer %d: %w", errNotTogether, p.Transfer.ID, err)
		}
		g.outcomes[g.of[i]].Result.Body = body
		if r.Once != nil {
			once, kept = append(once, *r.Once), append(kept, body)
		}
	}
	if len(once) == 0 {
		return nil
	}
	return keepAnswers(ctx, tx, once, kept)
}

// locking locks accounts in the order of their ids, in whichever they are given.
type locking func(ctx context.Context, tx *sql.Tx, ids []int64) (lockedAccounts, error)

// lockedAccounts is the accounts that a group has locked.
type lockedAccounts struct {
	accounts ledger.Accounts
	all      bool // that exist of those that were asked for: a missing one does not
}

// missing returns those that may be there and are not locked.
func (l lockedAccounts) missing(ids ...int64) []int64 {
	if l.all {
		return nil
	}
	return slices.DeleteFunc(ids, func(id int64) bool {
		_, locked := l.accounts[id]
		return locked
	})
}

// lockFree locks the accounts that nobody else has locked.
func lockFree(ctx context.Context, tx *sql.Tx, ids []int64) (lockedAccounts, error) {
	accounts, err := lockAccounts(ctx, tx, selectMany+lockByID+` SKIP LOCKED`, pq.Int64Array(ids))
	return lockedAccounts{accounts: accounts}, err
}

// selectSoon sets the time-out before it locks, and in the same round trip: what does
// not depend on a row is asked for before the first one.
const selectSoon = selectMany + ` AND (SELECT set_config('lock_timeout', $2, true)) IS NOT NULL` + lockByID

// lockSoon locks the accounts when others let go of them, if that is soon. Else the
// error is a LockNotAvailable of the server's.
func lockSoon(ctx context.Context, tx *sql.Tx, ids []int64) (lockedAccounts, error) {
	accounts, err := lockAccounts(ctx, tx, selectSoon, pq.Int64Array(ids), strconv.FormatInt(lockTimeout.Milliseconds(), 10))
	return lockedAccounts{accounts: accounts, all: true}, err
}
