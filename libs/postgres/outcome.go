package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/fault"
)

// ErrOutcomeUnknown says that nobody knows whether a transaction was committed: the
// server was asked to, and its answer was lost. To try again may do it twice.
var ErrOutcomeUnknown = errors.New("it is not known whether the transaction was committed")

// commit commits, and says of an error what it means for the transaction.
func commit(tx *sql.Tx) error {
	err := tx.Commit()
	if err == nil {
		return nil
	}
	if rolledBack(err) {
		return fault.During("commit transaction", err)
	}
	return fmt.Errorf("commit transaction: %w: %w", ErrOutcomeUnknown, err)
}

// rolledBack reports whether an error of a commit leaves no doubt: the server has
// answered, and its connection goes on (of one that it ends the driver makes
// another error), or it was not asked. A server of many nodes may answer that it
// does not know itself. The error of a context comes as it is only
// where that ended before.
func rolledBack(err error) bool {
	return answeredNotDone(err) || errors.Is(err, sql.ErrTxDone) || errors.Is(err, pq.ErrInFailedTransaction) ||
		err == context.Canceled || err == context.DeadlineExceeded
}

// answeredNotDone reports whether the error is the answer of a server that knows that
// it has not committed.
func answeredNotDone(err error) bool {
	var answer *pq.Error
	return errors.As(err, &answer) &&
		answer.Code != pqerror.TRStatementCompletionUnknown && answer.Code != pqerror.TransactionResolutionUnknown
}
