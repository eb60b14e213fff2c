package growth

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

// source is what requests are made of.
type source struct {
	*history
	lines   int      // of a statement
	cursors []cursor // of pages in the middle of the merchant's history
	random  *rand.Rand
}

// cursor leads to a page of a list that ends at a time.
type cursor struct{ to, cursor string }

// read is an operation that changes nothing.
type read struct {
	name    string
	request func(s *source) workload.Request
}

// reads are all of them, in the order in which they are measured. Each answer has as many
// rows whatever the size.
var reads = []read{
	{"GET account", func(s *source) workload.Request {
		a := s.accounts[s.others[s.random.IntN(len(s.others))]]
		return get(a, account(a, ""), has(`"id":`+strconv.FormatInt(a.ID, 10)))
	}},
	{"entries, first page", func(s *source) workload.Request {
		return get(s.theMerchant(), account(s.theMerchant(), "/entries"), rows(`"transfer_id":`, PageLines))
	}},
	{"entries, page in the middle", func(s *source) workload.Request {
		c := s.cursors[s.random.IntN(len(s.cursors))]
		query := url.Values{"to": {c.to}, "cursor": {c.cursor}}
		return get(s.theMerchant(), account(s.theMerchant(), "/entries?"+query.Encode()), rows(`"transfer_id":`, PageLines))
	}},
	{"entries, all over the table", func(s *source) workload.Request {
		a := s.regular()
		return get(a, account(a, "/entries"), rows(`"transfer_id":`, PageLines))
	}},
	{"transfers, first page", func(s *source) workload.Request {
		return get(s.theMerchant(), "/transfers", rows(`"from_account_id":`, PageLines))
	}},
	{"transfers, all over the table", func(s *source) workload.Request {
		return get(s.regular(), "/transfers", rows(`"from_account_id":`, PageLines))
	}},
	{"transfers by reference, of one", func(s *source) workload.Request {
		return get(s.theMerchant(), "/transfers?reference="+s.randomInvoice(s.random), rows(`"from_account_id":`, 1))
	}},
	{"transfers by reference, of many", func(s *source) workload.Request {
		return get(s.regular(), "/transfers?reference="+manyUse, rows(`"from_account_id":`, PageLines))
	}},
	{"GET transfer", func(s *source) workload.Request {
		id := strconv.FormatInt(s.marks[s.randomMark(s.random)].transferID, 10)
		return get(s.theMerchant(), "/transfers/"+id, has(`"id":`+id))
	}},
	{"receipt", func(s *source) workload.Request {
		id := strconv.FormatInt(s.marks[s.randomMark(s.random)].transferID, 10)
		return get(s.theMerchant(), "/transfers/"+id+"/receipt", has(`"transfer_id":`+id))
	}},
	{"balance at a time", func(s *source) workload.Request {
		i := s.randomMark(s.random)
		at := s.marks[i].at.Add(time.Duration(s.random.Int64N(s.marks[i+1].at.Sub(s.marks[i].at).Microseconds())) * time.Microsecond)
		return get(s.theMerchant(), account(s.theMerchant(), "/balance?at="+moment(at)), has(`"balance":`+strconv.FormatInt(s.marks[i].balance, 10)))
	}},
	{"statement", func(s *source) workload.Request {
		from, to := s.randomPeriod(s.random, s.lines)
		query := "/statement.csv?from=" + moment(from.at.Add(time.Microsecond)) + "&to=" + moment(to.at.Add(time.Microsecond))
		return get(s.theMerchant(), account(s.theMerchant(), query), rows("\nentry,", to.lines-from.lines))
	}},
}

// stream makes requests of one read.
type stream struct {
	source *source
	read   read
}

// Next implements [load.Stream].
func (s stream) Next() workload.Request { return s.read.request(s.source) }

var _ load.Stream = stream{}

func (h *history) theMerchant() workload.Account { return h.accounts[h.merchant] }

func (s *source) regular() workload.Account { return s.accounts[s.regulars[s.random.IntN(regulars)]] }

func get(a workload.Account, path string, check func(body []byte) error) workload.Request {
	return workload.Request{Method: http.MethodGet, Path: path, Token: a.Token, Check: check}
}

func account(a workload.Account, below string) string {
	return "/accounts/" + strconv.FormatInt(a.ID, 10) + below
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// has wants the body to have the field, with that value.
func has(field string) func(body []byte) error {
	return func(body []byte) error {
		if !bytes.Contains(body, []byte(field+",")) && !bytes.Contains(body, []byte(field+"}")) {
			return fmt.Errorf("want %s", field)
		}
		return nil
	}
}

// rows wants the body to have so many rows, in each of which the text is once.
func rows(text string, n int) func(body []byte) error {
	return func(body []byte) error {
		if got := bytes.Count(body, []byte(text)); got != n {
			return fmt.Errorf("%d rows, want %d", got, n)
		}
		return nil
	}
}
