package postgres

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

const (
	// maxAttempts is how often a transaction is carried out at most that the server
	// undoes each time. With ten, a hundred callers who all want one account of a
	// serializable PostgreSQL nearly all get it; with five, half of them do.
	maxAttempts = 10
	// firstBackoff is the longest wait before the second attempt. It doubles with
	// each, for those that have met not to meet again.
	firstBackoff = 10 * time.Millisecond
	// longestBackoff keeps all attempts together below three seconds of waiting.
	longestBackoff = 500 * time.Millisecond
)

// again calls do, and again while its error says that the server has undone the
// transaction for whom it met: at most maxAttempts times, and until ctx ends.
// What do leaves behind has to be of its last call only.
func again(ctx context.Context, do func() error) error {
	for attempt := 1; ; attempt++ {
		err := do()
		if !metOthers(err) || attempt == maxAttempts {
			return err
		}
		select {
		case <-time.After(rand.N(min(firstBackoff<<(attempt-1), longestBackoff))):
		case <-ctx.Done():
			return err
		}
	}
}

// metOthers reports whether the transaction was undone only for those that ran beside
// it. An engine that lets nobody wait does so in ordinary work.
func metOthers(err error) bool {
	if errors.Is(err, ErrOutcomeUnknown) {
		return false
	}
	return errors.Is(err, errAnswered) || pq.As(err, pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected) != nil
}

// single is the database for statements that are each a transaction of its own. It
// carries them out [again]; but not one that returns rows and fails after the
// first of them, as where its transaction cannot be committed.
type single struct{ db *sql.DB }

func (s *single) ExecContext(ctx context.Context, query string, args ...any) (result sql.Result, err error) {
	err = again(ctx, func() error {
		result, err = s.db.ExecContext(ctx, query, args...)
		return err
	})
	return result, err
}

func (s *single) QueryContext(ctx context.Context, query string, args ...any) (rows *sql.Rows, err error) {
	err = again(ctx, func() error {
		rows, err = s.db.QueryContext(ctx, query, args...)
		return err
	})
	return rows, err
}

func (s *single) QueryRowContext(ctx context.Context, query string, args ...any) (row *sql.Row) {
	_ = again(ctx, func() error { // which the row has too
		row = s.db.QueryRowContext(ctx, query, args...)
		return row.Err()
	})
	return row
}
