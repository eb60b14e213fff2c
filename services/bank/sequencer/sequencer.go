// Package sequencer extends the log of transfers beside the requests that make
// them: soon after, and at once for who asks for a receipt.
package sequencer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/transparency"
)

const (
	// gathering is how long transfers are waited for that go into the log with
	// the first one: what the log costs is for each of these times, however many
	// transfers there are.
	gathering = 250 * time.Millisecond
	// interval is how often it is looked for transfers that another replica has
	// made and, having crashed, not put into the log.
	interval = 5 * time.Second
	// timeout bounds one extension, the wait for other replicas included.
	timeout = 15 * time.Second
)

// Sequencer extends the log. Its methods may be called concurrently.
type Sequencer struct {
	store *postgres.Store
	keys  transparency.Keys
	log   *slog.Logger
	wake  chan struct{} // has one if there may be something to do
	turn  chan struct{} // has one while somebody extends the log: others would wait for the database
	whole atomic.Int64  // when no transfer waited last, in nanoseconds of Unix time
}

// New returns a sequencer of the store's log. Its failures go to log.
func New(store *postgres.Store, keys transparency.Keys, log *slog.Logger) *Sequencer {
	s := &Sequencer{store: store, keys: keys, log: log, wake: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
	s.whole.Store(time.Now().UnixNano())
	return s
}

// Behind returns for how long it has not been known that every transfer is in the
// log: some seconds at most, or something is wrong.
func (s *Sequencer) Behind() time.Duration {
	return max(0, time.Since(time.Unix(0, s.whole.Load())))
}

// Wake tells that a transfer was committed. It never waits.
func (s *Sequencer) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it has been told
	}
}

// Run extends the log, now and whenever there is something to add, until ctx
// ends. A failure is logged and tried again.
func (s *Sequencer) Run(ctx context.Context) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if err := s.Extend(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "the log of transfers is not extended", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			continue
		case <-s.wake:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(gathering):
		}
	}
}

// Extend extends the log until no transfer waits, a batch at a time.
func (s *Sequencer) Extend(ctx context.Context) error {
	for {
		if err := s.takeTurn(ctx); err != nil {
			return err
		}
		added, err := s.extend(ctx)
		s.endTurn()
		if err != nil {
			return err
		}
		if added < postgres.LogBatch {
			s.whole.Store(time.Now().UnixNano())
			return nil
		}
	}
}

func (s *Sequencer) takeTurn(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to extend the log: %w", context.Cause(ctx))
	}
}

func (s *Sequencer) endTurn() { <-s.turn }

// extend extends the log by one batch, for whoever has the turn.
func (s *Sequencer) extend(ctx context.Context) (added int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return s.store.ExtendLog(ctx, s.keys, postgres.LogBatch)
}

// Receipt returns the receipt for a transfer that was committed, which it puts
// into the log if it is not there yet.
func (s *Sequencer) Receipt(ctx context.Context, transferID int64) (transparency.Receipt, error) {
	receipt, err := s.store.Receipt(ctx, s.keys, transferID)
	if !errors.Is(err, postgres.ErrNotLogged) {
		return receipt, err
	}
	if err := s.takeTurn(ctx); err != nil {
		return transparency.Receipt{}, err
	}
	defer s.endTurn()
	for {
		// First of all: who had the turn may have put it there.
		receipt, err := s.store.Receipt(ctx, s.keys, transferID)
		if !errors.Is(err, postgres.ErrNotLogged) {
			return receipt, err
		}
		added, err := s.extend(ctx)
		if err != nil {
			return transparency.Receipt{}, err
		}
		if added == 0 { // nothing waits: if it is not there now, it never will be
			return s.store.Receipt(ctx, s.keys, transferID)
		}
	}
}

// Checkpoint returns the signed checkpoint of the log as it is.
func (s *Sequencer) Checkpoint(ctx context.Context) ([]byte, error) {
	tree, err := s.store.LogTree(ctx, s.keys.Verifiers())
	if err != nil {
		return nil, err
	}
	return s.keys.Signer.Sign(tree)
}
