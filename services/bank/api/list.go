package api

import (
	"fmt"

	"example.com/simplebank/libs/cursor"
	"example.com/simplebank/libs/postgres"
)

const (
	defaultLimit = 20
	maxLimit     = 100
)

// list is a page that is asked for, of a list in the order of times, newest first.
type list struct {
	limit  int
	before postgres.Position
	// query is the same for all pages of a list: which one it is, and its filters.
	// Those that are not there are not in it, so that a release with more of them
	// takes the cursors of the one before.
	query string
}

// list reads limit and cursor, of the list of that name with the filters that have
// been read.
func (q *query) list(name string) list {
	l := list{
		limit: int(q.number("limit", 1, maxLimit, defaultLimit, fmt.Sprintf("between 1 and %d", maxLimit))),
		query: name + "?" + q.filters.Encode(),
	}
	if text, ok := q.text("cursor"); ok {
		position, err := cursor.Parse(text, l.query)
		if err != nil {
			q.refuse(err)
		}
		l.before = postgres.Position(position)
	}
	return l
}

// page returns what to ask the store for: one more than is wanted, to know
// whether there is a next page.
func (l list) page() postgres.Page {
	return postgres.Page{Before: l.before, Limit: int64(l.limit) + 1}
}

// cut returns the page of what was found, and the cursor of the next one, which is
// empty if there is none.
func cut[T any](l list, found []T, position func(T) postgres.Position) (page []T, next string) {
	if len(found) <= l.limit {
		return found, ""
	}
	page = found[:l.limit]
	return page, cursor.Format(cursor.Position(position(page[l.limit-1])), l.query)
}
