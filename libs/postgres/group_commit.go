package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/gather"
)

const (
	// readyWorkers is one: while a group is on its way to the disk the next one
	// grows, and two would wait for each other's accounts.
	readyWorkers = 1
	// heldWorkers wait for locks that others may hold for long.
	heldWorkers = 2
	// aloneWorkers wait for them without end, each with a connection: not so many
	// that none is left for whoever needs no such lock.
	aloneWorkers = 4
	// lockTimeout is how long a group waits for each account that another replica, or
	// another kind of work, has locked: enough for the groups of many replicas, which
	// queue for an account that all want.
	lockTimeout = 250 * time.Millisecond
)

// errNotTogether says that nothing was done of a request, which has to be
// carried out in another way.
var errNotTogether = errors.New("cannot be carried out with the others")

// GroupCommit carries out transfers of concurrent callers in one transaction:
// their accounts are locked once, each is judged in its turn against what those
// before it leave, and all are written set-wise and committed together before
// anyone is answered. A refusal concerns nobody else. Any number of processes
// may do so on one database.
//
// A group waits for its accounts, but not for long: those that somebody keeps locked
// are passed over then, and what needs one of them goes on with others like it, so
// as not to stand in the way of the rest. Alone, as [Store.TransferAtATime], goes
// what does not get its lock so either, or if the database refuses the whole group
// for whatever one of it is, or undoes it for others each time that it is carried
// out.
type GroupCommit struct {
	store              *Store
	ready, held, alone *gather.Gatherer[TransferRequest, Answer]
	accounts           heldAccounts
}

// NewGroupCommit returns a group commit for the store's transfers. A process
// needs one.
func (s *Store) NewGroupCommit() *GroupCommit {
	options := gather.Options{Group: maxGroup, Waiting: maxWaiting, Timeout: s.timeout}
	ready, held, alone := options, options, options
	ready.Workers, held.Workers, alone.Workers = readyWorkers, heldWorkers, aloneWorkers
	alone.Group = 1
	g := &GroupCommit{store: s}
	g.ready, g.held = gather.New(ready, g.carryOut), gather.New(held, g.carryOut)
	g.alone = gather.New(alone, func(ctx context.Context, requests []TransferRequest) []gather.Outcome[Answer] {
		answer, err := s.TransferAtATime(ctx, requests[0])
		return []gather.Outcome[Answer]{{Result: answer, Err: err}}
	})
	return g
}

// Transfer carries the request out. The errors are those of
// [Store.TransferAtATime], and [ErrUnavailable] if too many wait already.
//
// If ctx ends first, the transfer is made or not, as when a connection breaks
// while it is committed: whoever has to know uses an idempotency key.
func (g *GroupCommit) Transfer(ctx context.Context, r TransferRequest) (Answer, error) {
	now := time.Now()
	var answer Answer
	err := errNotTogether
	if !g.accounts.has(r.Order.FromAccountID, now) && !g.accounts.has(r.Order.ToAccountID, now) {
		answer, err = g.ready.Do(ctx, r)
	}
	if errors.Is(err, errNotTogether) {
		answer, err = g.held.Do(ctx, r)
	}
	if errors.Is(err, errNotTogether) {
		answer, err = g.alone.Do(ctx, r)
	}
	return answer, wrap("transfer", err)
}

func (g *GroupCommit) carryOut(ctx context.Context, requests []TransferRequest) []gather.Outcome[Answer] {
	if len(requests) == 1 {
		if o := g.store.answerUnlocked(ctx, requests[0]); !errors.Is(o.Err, errLockFirst) {
			return []gather.Outcome[Answer]{o}
		}
	}
	group, err := g.attempt(ctx, requests, lockSoon)
	if pq.As(err, pqerror.LockNotAvailable) != nil {
		group, err = g.attempt(ctx, requests, lockFree)
		g.accounts.add(group.missing, time.Now())
	}
	switch {
	case err == nil || errors.Is(err, errNothingDone):
		return group.outcomes
	case errors.Is(err, errNotTogether) || undone(err):
		return gather.Failed[Answer](len(requests), errNotTogether)
	default:
		return group.failed(err)
	}
}

func (g *GroupCommit) attempt(ctx context.Context, requests []TransferRequest, lock locking) (*transferGroup, error) {
	group := newTransferGroup(requests)
	err := g.store.inTransaction(ctx, func(tx *sql.Tx) error {
		group = newTransferGroup(requests) // what is carried out again is judged anew
		return group.carryOut(ctx, tx, lock)
	})
	return group, err
}

// undone reports whether the error says that the server has undone the
// transaction, for what was in it or for who it met. Of any other error that is
// not known, as when a connection breaks, or it would meet each alone as well.
func undone(err error) bool {
	var answer *pq.Error
	if errors.Is(err, ErrOutcomeUnknown) || !errors.As(err, &answer) {
		return false
	}
	switch answer.Code.Class() {
	case pqerror.ClassDataException, pqerror.ClassIntegrityConstraintViolation, pqerror.ClassTransactionRollback:
		return true
	default:
		return answer.Code == pqerror.LockNotAvailable
	}
}
