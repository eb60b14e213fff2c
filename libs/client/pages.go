package client

import (
	"cmp"
	"errors"
	"iter"
	"net/url"
	"strconv"
	"time"

	"example.com/simplebank/libs/money"
)

// MaxPage is how many of a list the bank gives at a time, at most.
const MaxPage = 100

// Page is a part of a list.
type Page struct {
	Limit  int    // how many at most, up to MaxPage, which 0 means, too
	Cursor string // that came with the page before; none for the first one
}

// after returns an error if the cursor of what comes after the page would lead in a
// circle.
func (p Page) after(next string) error {
	if next != "" && next == p.Cursor {
		return errors.New("the bank gives the same page again")
	}
	return nil
}

// each goes through all pages, and asks for the next one only when it is needed. An
// error ends it.
func each[T any](page func(cursor string) (items []T, next string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for cursor := ""; ; {
			items, next, err := page(cursor)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			cursor = next
		}
	}
}

// query is of parameters that are left out if they are zero.
type query url.Values

func (q query) text(name, value string) {
	if value != "" {
		url.Values(q).Set(name, value)
	}
}

func (q query) number(name string, n int64) {
	if n != 0 {
		q.text(name, strconv.FormatInt(n, 10))
	}
}

func (q query) time(name string, t time.Time) {
	if !t.IsZero() {
		q.text(name, t.Format(time.RFC3339Nano))
	}
}

func (q query) page(p Page) url.Values {
	q.number("limit", int64(cmp.Or(p.Limit, MaxPage)))
	q.text("cursor", p.Cursor)
	return url.Values(q)
}

// Period is a span of time: From inclusive, To exclusive. A zero time is no end.
type Period struct{ From, To time.Time }

func (q query) period(p Period) {
	q.time("from", p.From)
	q.time("to", p.To)
}

// Range is a range of amounts, both inclusive. Zero is no end.
type Range struct{ Least, Most money.Amount }

func (q query) amounts(r Range) {
	q.number("min_amount", int64(r.Least))
	q.number("max_amount", int64(r.Most))
}
