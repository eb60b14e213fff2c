package postgres

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/lib/pq"

	"example.com/simplebank/libs/gather"
)

// ErrUnavailable says that the database cannot be reached, does not serve right
// now, undoes a transaction each time, has a clock that it cannot book by, or that too many wait for it already: to
// try again later makes sense.
var ErrUnavailable = errors.New("the database is unavailable")

// unavailableCodes begin the SQLSTATEs of a server that does not serve.
var unavailableCodes = []string{
	"08",  // connection exceptions
	"53",  // insufficient resources, such as too many connections
	"57P", // operator intervention: shutting down, starting up
}

// clockConstraints refuse what a clock that was set would make wrong: see
// migration 18.
var clockConstraints = []string{"transfers_clock", "entries_clock"}

func isUnavailable(err error) bool {
	var answer *pq.Error
	if errors.As(err, &answer) {
		return metOthers(err) || slices.Contains(clockConstraints, answer.Constraint) || slices.ContainsFunc(unavailableCodes, func(begin string) bool {
			return strings.HasPrefix(string(answer.Code), begin)
		})
	}
	// Not net.Error: the error of a context that has ended is one too.
	var network *net.OpError
	return errors.As(err, &network) || errors.Is(err, gather.ErrFull) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
