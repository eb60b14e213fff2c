package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
)

func TestServerURL(t *testing.T) {
	for _, server := range []string{"", "localhost:8080", "ftp://bank", "https://", "https://alice@bank", "https://bank?q", "https://bank#f", "\x00"} {
		if _, err := client.New(server, client.Options{}); err == nil || !strings.Contains(err.Error(), "https://bank.example.com") {
			t.Errorf("New(%q): %v", server, err)
		}
	}
	s := newScript(t, answer(200, "{}"))
	s.url += "/bank/"
	if err := s.client(t, client.Options{}).Ready(t.Context()); err != nil || s.requests()[0].path != "/bank/readyz" {
		t.Errorf("below a path: %+v, %v", s.requests(), err)
	}
}

func TestErrors(t *testing.T) {
	leg := 3
	for body, want := range map[string]client.Error{
		`{"error": "leg 3: no", "code": "insufficient_funds", "request_id": "r-1", "leg": 3}`: {
			Status: 422, Code: fault.InsufficientFunds, Message: "leg 3: no", RequestID: "r-1", Leg: &leg, RetryAfter: 7 * time.Second,
		},
		`<html>`: {Status: 422, Message: `the answer is "422 Unprocessable Entity", and not of the bank`, RetryAfter: 7 * time.Second},
		``:       {Status: 422, Message: `the answer is "422 Unprocessable Entity", and not of the bank`, RetryAfter: 7 * time.Second},
		`{"error": "x", "code": "y", "padding": "` + strings.Repeat("x", 70<<10) + `"}`: {
			Status: 422, Message: `the answer is "422 Unprocessable Entity", and not of the bank`, RetryAfter: 7 * time.Second,
		},
	} {
		s := newScript(t, answer(422, body, "Retry-After", "7"))
		_, err := s.client(t, client.Options{}).TransferBatch(t.Context(), client.Batch{Currency: "USD"})
		var got *client.Error
		if !errors.As(err, &got) || got.Error() != want.Message {
			t.Fatalf("error %v", err)
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("error (-want +got):\n%s", diff)
		}
	}
}

func TestLargeAnswers(t *testing.T) {
	large := func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "[")
		for range 17 {
			io.WriteString(w, strings.Repeat(" ", 1<<20))
		}
		io.WriteString(w, "]")
	}
	s := newScript(t, large)
	c := s.client(t, client.Options{})
	if _, err := c.ListSessions(t.Context()); err == nil || !strings.Contains(err.Error(), "larger than 16777216 bytes") {
		t.Errorf("JSON: %v", err)
	}
	var statement bytes.Buffer
	if err := c.WriteStatement(t.Context(), &statement, 1, client.Period{}); err != nil || statement.Len() != 17<<20+2 {
		t.Errorf("a statement: %d bytes, %v", statement.Len(), err)
	}
}

// TestStatementIsNotWrittenTwice is of one that breaks off.
func TestStatementIsNotWrittenTwice(t *testing.T) {
	s := newScript(t, lose, answer(200, "half", "Content-Length", "8"), answer(200, "whole"))
	var statement bytes.Buffer
	err := s.client(t, client.Options{}).WriteStatement(t.Context(), &statement, 1, client.Period{From: time.Unix(0, 0).UTC()})
	if !errors.Is(err, io.ErrUnexpectedEOF) || statement.String() != "half" {
		t.Errorf("%q, %v", statement.String(), err)
	}
	if r := s.requests()[0]; r.path != "/accounts/1/statement.csv" || r.query != "from=1970-01-01T00%3A00%3A00Z" {
		t.Errorf("request %+v", r)
	}
}

func TestPages(t *testing.T) {
	s := newScript(t,
		answer(200, `{"transfers": [{"id": 3}, {"id": 2}], "next_cursor": "a b"}`),
		answer(200, `{"transfers": [{"id": 1}]}`),
	)
	c := s.client(t, client.Options{})
	var ids []int64
	filter := client.TransferFilter{AccountID: 5, Amounts: client.Range{Least: 1, Most: 9}, Reference: "r&d", Status: client.Pending}
	for transfer, err := range c.ListTransfers(t.Context(), filter) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, transfer.ID)
	}
	const filtered = "account_id=5&limit=100&max_amount=9&min_amount=1&reference=r%26d&status=pending"
	if r := s.requests(); fmt.Sprint(ids) != "[3 2 1]" || len(r) != 2 || r[0].query != filtered || r[1].query != "account_id=5&cursor=a+b&limit=100&max_amount=9&min_amount=1&reference=r%26d&status=pending" {
		t.Errorf("ids %v by %+v", ids, r)
	}
}

func TestPage(t *testing.T) {
	s := newScript(t,
		answer(200, `{"transfers": [{"id": 3}], "next_cursor": "c"}`),
		answer(200, `{"entries": [{"id": 2}], "next_cursor": "d"}`),
		answer(200, `{"acts": []}`),
	)
	c := s.client(t, client.Options{})
	transfers, next, err := c.TransfersPage(t.Context(), client.TransferFilter{}, client.Page{Limit: 1})
	if err != nil || len(transfers) != 1 || next != "c" {
		t.Errorf("transfers %+v, %q, %v", transfers, next, err)
	}
	entries, next, err := c.EntriesPage(t.Context(), 1, client.EntryFilter{}, client.Page{Limit: 7, Cursor: next})
	if err != nil || len(entries) != 1 || next != "d" {
		t.Errorf("entries %+v, %q, %v", entries, next, err)
	}
	acts, next, err := c.ActsPage(t.Context(), client.ActFilter{Username: "u"}, client.Page{Cursor: next})
	if err != nil || len(acts) != 0 || next != "" {
		t.Errorf("acts %+v, %q, %v", acts, next, err)
	}
	var queries []string
	for _, r := range s.requests() {
		queries = append(queries, r.query)
	}
	if fmt.Sprint(queries) != "[limit=1 cursor=c&limit=7 cursor=d&limit=100&username=u]" {
		t.Errorf("queries %q", queries)
	}
}

func TestPagesEnd(t *testing.T) {
	// Whoever stops early asks for no more.
	s := newScript(t, answer(200, `{"entries": [{"id": 3}, {"id": 2}], "next_cursor": "c"}`))
	for entry, err := range s.client(t, client.Options{}).ListEntries(t.Context(), 1, client.EntryFilter{}) {
		if err != nil || entry.ID != 3 {
			t.Errorf("%+v, %v", entry, err)
		}
		break
	}
	if len(s.requests()) != 1 {
		t.Errorf("requests: %+v", s.requests())
	}
	// An error ends it, and so does a bank that goes round in circles.
	for want, answers := range map[string][]http.HandlerFunc{
		"no: role_required":   {answer(200, `{"acts": [{"id": 1}], "next_cursor": "c"}`), refusal(403, "role_required")},
		"the same page again": {answer(200, `{"acts": [], "next_cursor": "c"}`)},
	} {
		s := newScript(t, answers...)
		var errs []error
		for _, err := range s.client(t, client.Options{}).ListActs(t.Context(), client.ActFilter{}) {
			if err != nil {
				errs = append(errs, err)
			}
		}
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), want) {
			t.Errorf("errors %v, want %q", errs, want)
		}
	}
}
