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
	// contendedWorkers wait for locks, each of which others may hold for long.
	contendedWorkers = 2
	// lockTimeout is how long a group waits for an account that another replica,
	// or another kind of work, has locked.
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
// A transfer goes up to three ways. First with those whose accounts are free,
// which therefore wait for nobody. If somebody else has locked one of its
// accounts, with those that wait for such a lock. And alone, as
// [Store.TransferAtATime], if the lock does not come soon, or if the database
// refuses the whole group for whatever one of it is, or undoes it for others each
// time that it is carried out.
type GroupCommit struct {
	store            *Store
	ready, contended *gather.Gatherer[TransferRequest, Answer]
}

// NewGroupCommit returns a group commit for the store's transfers. A process
// needs one.
func (s *Store) NewGroupCommit() *GroupCommit {
	options := gather.Options{Group: maxGroup, Waiting: maxWaiting, Timeout: s.timeout}
	ready, contended := options, options
	ready.Workers, contended.Workers = readyWorkers, contendedWorkers
	g := &GroupCommit{store: s}
	g.ready = gather.New(ready, func(ctx context.Context, requests []TransferRequest) []gather.Outcome[Answer] {
		return g.carryOut(ctx, requests, lockFree)
	})
	g.contended = gather.New(contended, func(ctx context.Context, requests []TransferRequest) []gather.Outcome[Answer] {
		return g.carryOut(ctx, requests, lockSoon)
	})
	return g
}

// Transfer carries the request out. The errors are those of
// [Store.TransferAtATime], and [ErrUnavailable] if too many wait already.
//
// If ctx ends first, the transfer is made or not, as when a connection breaks
// while it is committed: whoever has to know uses an idempotency key.
func (g *GroupCommit) Transfer(ctx context.Context, r TransferRequest) (Answer, error) {
	answer, err := g.ready.Do(ctx, r)
	if errors.Is(err, errNotTogether) {
		answer, err = g.contended.Do(ctx, r)
	}
	if errors.Is(err, errNotTogether) {
		return g.store.TransferAtATime(ctx, r)
	}
	return answer, wrap("transfer", err)
}

func (g *GroupCommit) carryOut(ctx context.Context, requests []TransferRequest, lock locking) []gather.Outcome[Answer] {
	group := newTransferGroup(requests)
	err := g.store.inTransaction(ctx, func(tx *sql.Tx) error {
		group = newTransferGroup(requests) // each attempt judges anew
		return group.carryOut(ctx, tx, lock)
	})
	switch {
	case err == nil || errors.Is(err, errNothingDone):
		return group.outcomes
	case errors.Is(err, errNotTogether) || undone(err):
		return gather.Failed[Answer](len(requests), errNotTogether)
	default:
		return group.failed(err)
	}
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
