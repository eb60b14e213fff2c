package api

import (
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

const (
	// Go, PostgreSQL and JSON agree on the years of four digits.
	minYear, maxYear = 1000, 9999

	timeAccepts   = "a time such as 2026-01-31T00:00:00Z, of the years 1000 to 9999 (in a URL, + is written %2B)"
	amountAccepts = "a whole number of minor units above zero"
)

// query reads the query of a request. What is not there is zero, unless it is
// required; what is there but wrong is an error, of which it keeps the first.
type query struct {
	values  url.Values
	known   []string   // the names that were asked for
	filters url.Values // those that were read, in one of the ways to write them
	err     error
}

func readQuery(c *gin.Context) *query {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil { // gin would leave out what it cannot read
		return &query{filters: url.Values{}, err: invalid("the query", "name=value pairs with & between them, %-encoded")}
	}
	q := &query{values: values, filters: url.Values{}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if len(values[name]) > 1 { // which of them is meant?
			q.refuse(fault.New(fault.InvalidArgument, "the query has %.*q more than once", maxNamed, name))
		}
	}
	return q
}

// has reports whether a value is there.
func (q *query) has(name string) bool {
	if !slices.Contains(q.known, name) {
		q.known = append(q.known, name)
	}
	return q.values.Has(name)
}

// text returns a value and whether it is there.
func (q *query) text(name string) (string, bool) {
	there := q.has(name)
	return q.values.Get(name), there
}

// check returns what is wrong, when everything that the route knows has been
// read. A name that is left is misspelt: what it was to filter would be answered
// unfiltered.
func (q *query) check() error {
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		if !slices.Contains(q.known, name) {
			q.refuse(fault.New(fault.InvalidArgument, "the query has the unknown name %.*q; accepted are %s",
				maxNamed, name, strings.Join(q.known, ", ")))
		}
	}
	return q.err
}

func (q *query) refuse(err error) {
	if q.err == nil {
		q.err = err
	}
}

// number returns a whole number of the range, or the default.
func (q *query) number(name string, least, most, otherwise int64, accepts string) int64 {
	text, ok := q.text(name)
	if !ok {
		return otherwise
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		q.refuse(invalid(name, accepts))
	}
	return n
}

// requiredNumber is [query.number] for what must be there.
func (q *query) requiredNumber(name string, least, most int64) int64 {
	accepts := fmt.Sprintf("between %d and %d", least, most)
	if !q.has(name) {
		q.refuse(invalid(name, accepts))
	}
	return q.number(name, least, most, least, accepts)
}

// numberAboveZero is a filter; 0 if it is not there.
func (q *query) numberAboveZero(name, accepts string) int64 {
	n := q.number(name, 1, math.MaxInt64, 0, accepts)
	if n != 0 {
		q.filters.Set(name, strconv.FormatInt(n, 10))
	}
	return n
}

func (q *query) id(name string) int64 { return q.numberAboveZero(name, idAccepts) }

// amounts returns the range that min_amount and max_amount are of.
func (q *query) amounts() postgres.Amounts {
	a := postgres.Amounts{
		Min: money.Amount(q.numberAboveZero("min_amount", amountAccepts)),
		Max: money.Amount(q.numberAboveZero("max_amount", amountAccepts)),
	}
	if a.Max != 0 && a.Min > a.Max {
		q.refuse(invalid("min_amount", "at most max_amount"))
	}
	return a
}

// time returns a time, in whole microseconds as those of the database.
func (q *query) time(name string) time.Time {
	text, ok := q.text(name)
	if !ok {
		return time.Time{}
	}
	var t time.Time
	err := t.UnmarshalText([]byte(text)) // RFC 3339, and nothing that time.Parse lets pass
	if t = t.UTC().Truncate(time.Microsecond); err != nil || t.Year() < minYear || t.Year() > maxYear {
		q.refuse(invalid(name, timeAccepts))
	}
	q.filters.Set(name, t.Format(time.RFC3339Nano))
	return t
}

// requiredTime is [query.time] for what must be there.
func (q *query) requiredTime(name string) time.Time {
	if !q.has(name) {
		q.refuse(invalid(name, timeAccepts))
	}
	return q.time(name)
}

// period returns the time from "from" until "to".
func (q *query) period() postgres.Period { return q.ordered(q.time("from"), q.time("to")) }

// requiredPeriod is [query.period] with both bounds.
func (q *query) requiredPeriod() postgres.Period {
	return q.ordered(q.requiredTime("from"), q.requiredTime("to"))
}

func (q *query) ordered(from, to time.Time) postgres.Period {
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		q.refuse(invalid("from", "before to"))
	}
	return postgres.Period{From: from, To: to}
}

// reference returns what a transfer may have as its reference.
func (q *query) reference() string {
	return q.filter("reference", "1 to 140 characters, none of them a control character", func(text string) bool {
		return text != "" && utf8.ValidString(text) && ledger.Note{Reference: text}.Check() == nil
	})
}

// status returns the status that a transfer may have.
func (q *query) status() ledger.Status {
	return ledger.Status(q.filter("status", "booked, pending, posted, voided or expired", func(text string) bool {
		return slices.Contains(ledger.Statuses, ledger.Status(text))
	}))
}

// owner returns whose accounts are asked for, by default those of the user.
func (q *query) owner(user string) string {
	if !q.has("owner") {
		return user
	}
	return q.filter("owner", usernameAccepts, isUsername)
}

func (q *query) username() string { return q.filter("username", usernameAccepts, isUsername) }

// filter returns a text that is as it must be.
func (q *query) filter(name, accepts string, good func(string) bool) string {
	text, ok := q.text(name)
	if !ok {
		return ""
	}
	if !good(text) {
		q.refuse(invalid(name, accepts))
	}
	q.filters.Set(name, text)
	return text
}
