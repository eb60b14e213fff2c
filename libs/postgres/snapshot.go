package postgres

import (
	"context"
	"database/sql"
	"errors"

	"example.com/simplebank/libs/fault"
)

// Snapshot has do read the database as it is at one moment, whatever is written
// meanwhile. Nobody waits for it, and it for nobody; only rows that are replaced
// or deleted meanwhile take up space until it ends.
func (s *Store) Snapshot(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return wrap("read snapshot", fault.During("begin transaction", err))
	}
	err = do(tx)
	if rollbackErr := tx.Rollback(); !errors.Is(rollbackErr, sql.ErrTxDone) { // as when ctx was cancelled
		err = errors.Join(err, rollbackErr)
	}
	return wrap("read snapshot", err)
}
