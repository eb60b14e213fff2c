package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

func TestRolledBack(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want bool
	}{
		"refused by the server":       {&pq.Error{Code: pqerror.CheckViolation}, true},
		"refused, and wrapped":        {fmt.Errorf("x: %w", &pq.Error{}), true},
		"undone for another":          {&pq.Error{Code: pqerror.TRSerializationFailure}, true},
		"undone of a deadlock":        {&pq.Error{Code: pqerror.TRDeadlockDetected}, true},
		"not known to the server":     {&pq.Error{Code: pqerror.TRStatementCompletionUnknown}, false},
		"not known to its manager":    {&pq.Error{Code: pqerror.TransactionResolutionUnknown}, false},
		"ended before":                {sql.ErrTxDone, true},
		"failed before":               {pq.ErrInFailedTransaction, true},
		"context ended before":        {context.Canceled, true},
		"time ended before":           {context.DeadlineExceeded, true},
		"connection is bad":           {driver.ErrBadConn, false}, // also of one that the server ends
		"connection closed":           {io.EOF, false},
		"connection broken off":       {&net.OpError{Op: "read", Err: errors.New("reset")}, false},
		"time of the connection ends": {&net.OpError{Op: "read", Err: context.DeadlineExceeded}, false},
		"anything else":               {errors.New("x"), false},
	} {
		if got := rolledBack(tt.err); got != tt.want {
			t.Errorf("%s: %t; want %t", name, got, tt.want)
		}
	}
}

// TestUnknownIsNotDoneAgain: a group is not sent on, nor a transaction carried out
// again, that is perhaps committed.
func TestUnknownIsNotDoneAgain(t *testing.T) {
	for _, code := range []pqerror.Code{pqerror.TRStatementCompletionUnknown, pqerror.TRSerializationFailure} {
		err := fmt.Errorf("%w: %w", ErrOutcomeUnknown, &pq.Error{Code: code})
		if metOthers(err) || undone(err) || isUnavailable(err) {
			t.Errorf("%s: met others %t, undone %t, unavailable %t", code, metOthers(err), undone(err), isUnavailable(err))
		}
	}
}

// TestUnknownIsNotUnavailable: who is told that the database is unavailable tries
// again.
func TestUnknownIsNotUnavailable(t *testing.T) {
	err := wrap("x", fmt.Errorf("%w: %w", ErrOutcomeUnknown, io.EOF))
	if errors.Is(err, ErrUnavailable) || !errors.Is(err, ErrOutcomeUnknown) {
		t.Error(err)
	}
}
