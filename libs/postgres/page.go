package postgres

import (
	"database/sql"
	"fmt"
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

// bounds stand in a statement for where a page begins, where its list ends, and how many
// rows it has at most.
type bounds struct{ from, before, id, limit string }

// bounds returns those of the page, and of those after it, in the list of a period.
func (p Page) bounds(period Period, args *arguments) bounds {
	var from, before any = "-infinity", "infinity"
	var id int64
	if !period.From.IsZero() {
		from = period.From
	}
	if !period.To.IsZero() {
		before = period.To
	}
	if p.Before != (Position{}) { // which is in the period
		before, id = p.Before.At, p.Before.ID
	}
	return bounds{args.add(from), args.add(before), args.add(id), args.add(p.Limit)}
}

// condition returns what the rows of the page and those after it fulfil. Its upper
// bound is only one, so that it is that at which the database begins to read.
func (b bounds) condition(idColumn string) string {
	return fmt.Sprintf(`created_at >= %s AND (created_at, %s) < (%s, %s)`, b.from, idColumn, b.before, b.id)
}

// order returns the order of lists, and how many rows a page has at most.
func (b bounds) order(idColumn string) string {
	return fmt.Sprintf(` ORDER BY created_at DESC, %s DESC LIMIT %s`, idColumn, b.limit)
}

// condition returns what rows of such amounts fulfil, with " AND " before it, or
// nothing where any will do. What an entry's amount is without its sign would be
// as good, but the database could not tell how many rows that leaves.
func (a Amounts) condition(args *arguments) string {
	if a == (Amounts{}) {
		return ""
	}
	most := a.Max
	if most == 0 {
		most = math.MaxInt64
	}
	low, high := args.add(a.Min), args.add(most)
	return fmt.Sprintf(` AND (amount BETWEEN %s AND %s OR amount BETWEEN -%s AND -%s)`, low, high, high, low)
}

// arguments are those of a statement that is put together.
type arguments []any

// add adds a value and returns what stands for it in the statement.
//
// Not inlined, as fault.New.
//
//go:noinline
func (a *arguments) add(value any) string {
	*a = append(*a, value)
	return fmt.Sprintf("$%d", len(*a))
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
