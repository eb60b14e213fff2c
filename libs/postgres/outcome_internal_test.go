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

// TestUnknownIsNotUnavailable: who is told that the database is unavailable tries
// again.
func TestUnknownIsNotUnavailable(t *testing.T) {
	err := wrap("x", fmt.Errorf("%w: %w", ErrOutcomeUnknown, io.EOF))
	if errors.Is(err, ErrUnavailable) || !errors.Is(err, ErrOutcomeUnknown) {
		t.Error(err)
	}
}
