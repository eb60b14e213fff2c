package postgres

import (
	"errors"
	"fmt"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/fault"
)

// violations maps the constraints that a caller can run into to domain errors.
// The others are kept by checks that come before the database: to violate one is
// a failure of this program.
var violations = map[string]error{
	"users_pkey":                  fault.New(fault.UsernameTaken, "the username is taken"),
	"users_email_key":             fault.New(fault.EmailTaken, "the email is taken"),
	"accounts_owner_currency_key": fault.New(fault.AccountExists, "you have an account in this currency already"),
	"accounts_owner_fkey":         fault.New(fault.UserNotFound, "the user does not exist"),
	// Where it expires between the look at it and its end.
	"pending_transfers_in_time": fault.New(fault.PendingExpired, "the pending transfer has expired"),
}

// wrap says what was being done when err came up. It makes a domain error of a
// violation of one of the constraints above, and marks what is an
// [ErrUnavailable]. Every error that a Store returns goes through it.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	violation := pq.As(err, pqerror.UniqueViolation, pqerror.ForeignKeyViolation, pqerror.CheckViolation)
	if violation != nil {
		if known, ok := violations[violation.Constraint]; ok {
			err = known
		}
	}
	if isUnavailable(err) && !errors.Is(err, ErrOutcomeUnknown) {
		return fmt.Errorf("%s: %w: %w", doing, ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
