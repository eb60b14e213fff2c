package postgres

import (
	"database/sql"
	"math"
	"time"

	"example.com/simplebank/libs/money"
)

// Position is a place in a list, which is in the order of times and then ids.
type Position struct {
	At time.Time
	ID int64
}

// Page is the part of a list, newest first, that is wanted.
type Page struct {
	Before Position // the last place of the page before; zero for the first page
	Limit  int64    // at most so many
}

// Period is the time from one until, but not at, another. A zero time is no bound.
type Period struct{ From, To time.Time }

// Amounts are those of at least Min and, unless that is 0, at most Max.
type Amounts struct{ Min, Max money.Amount }

// bounds returns what the times of the rows of a page are at least, and what the
// pairs of time and id are less than: one bound only, so that it is that which the
// database begins at.
func (p Page) bounds(period Period) (from any, before any, id int64) {
	from, before = "-infinity", "infinity"
	if !period.From.IsZero() {
		from = period.From
	}
	if !period.To.IsZero() {
		before = period.To
	}
	if p.Before != (Position{}) { // which is in the period
		before, id = p.Before.At, p.Before.ID
	}
	return from, before, id
}

// most returns Max, or what no amount is above.
func (a Amounts) most() money.Amount {
	if a.Max == 0 {
		return math.MaxInt64
	}
	return a.Max
}

// scanAll scans all rows, and closes them.
func scanAll[T any](rows *sql.Rows, scan func(scanner) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
