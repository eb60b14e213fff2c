package api_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

func (a account) statement(from, to time.Time) string {
	return fmt.Sprintf("/accounts/%d/statement.csv?from=%s&to=%s", a.ID, from.UTC().Format(time.RFC3339Nano), to.UTC().Format(time.RFC3339Nano))
}

func TestStatement(t *testing.T) {
	b := newBank(t)
	first := b.move(t, 2500, `=1+1;"-2", "x"`).Transfer
	second := b.move(t, 5, "").Transfer
	to := second.CreatedAt.Add(time.Microsecond)
	at := func(when time.Time) string { return when.Format("2006-01-02T15:04:05.000000Z") }

	answer := b.alice.Get(t, b.from.statement(first.CreatedAt, to))
	want := strings.Join([]string{
		"type,time,transfer_id,counterparty_account_id,reference,amount,balance,currency",
		"opening," + at(first.CreatedAt) + ",,,,,100.00,USD",
		fmt.Sprintf(`entry,%s,%d,%d,"'=1+1;""'-2"", ""x""",-25.00,75.00,USD`, at(first.CreatedAt), first.ID, b.to.ID),
		fmt.Sprintf("entry,%s,%d,%d,,-0.05,74.95,USD", at(second.CreatedAt), second.ID, b.to.ID),
		"closing," + at(to) + ",,,,,74.95,USD",
		"",
	}, "\r\n")
	if diff := cmp.Diff(want, string(answer.Body)); diff != "" || answer.Status != http.StatusOK {
		t.Errorf("statement, %d (-want +got):\n%s", answer.Status, diff)
	}
	name := fmt.Sprintf("statement-%d-USD-%s-%s.csv", b.from.ID, first.CreatedAt.Format("20060102T150405Z"), to.Format("20060102T150405Z"))
	for header, want := range map[string]string{
		"Content-Type":        "text/csv; charset=utf-8; header=present",
		"Content-Disposition": `attachment; filename="` + name + `"`,
		"Cache-Control":       "no-store",
	} {
		if got := answer.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	empty := string(b.alice.Get(t, b.euros.statement(first.CreatedAt, to)).Body)
	if strings.Count(empty, "\r\n") != 3 || strings.Count(empty, ",0.00,EUR") != 2 {
		t.Errorf("statement of nothing:\n%s", empty)
	}
	b.bob.Get(t, b.from.statement(first.CreatedAt, to)).WantRefusal(t, http.StatusUnauthorized, "not_owner")
	b.bob.Get(t, account{ID: 999}.statement(first.CreatedAt, to)).WantRefusal(t, http.StatusNotFound, "account_not_found")
}

// addUp checks that the statement's rows follow each other, and returns with what
// it closes.
func addUp(t *testing.T, statement []byte) (opening, closing string, lines int) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(statement)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 3 || rows[1][0] != "opening" || rows[len(rows)-1][0] != "closing" {
		t.Fatalf("not a whole statement:\n%s", statement)
	}
	sum := decimal(t, rows[1][6])
	for _, row := range rows[2 : len(rows)-1] {
		if sum.Add(sum, decimal(t, row[5])); sum.Cmp(decimal(t, row[6])) != 0 {
			t.Fatalf("%v does not follow what is before it, that is %v", row, sum)
		}
	}
	last := rows[len(rows)-1]
	if sum.Cmp(decimal(t, last[6])) != 0 {
		t.Fatalf("adds up to %v, and closes with %s", sum, last[6])
	}
	return rows[1][6], last[6], len(rows) - 3
}

func decimal(t *testing.T, text string) *big.Rat {
	t.Helper()
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("not a number: %q", text)
	}
	return n
}

// TestStatementsBesideWriters makes long statements while there are transfers,
// each of which begins where the one before ended.
func TestStatementsBesideWriters(t *testing.T) {
	b := newBank(t)
	b.Book(t, 2500, b.from.ID, b.to.ID, "")
	done := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				if a := b.alice.Post(t, "/transfers", b.order().with("amount", 1)); a.Status != http.StatusOK {
					t.Errorf("transfer: %d %s", a.Status, a.Body)
					return
				}
			}
		}
	})
	from, total, last := b.from.CreatedAt, 0, "0.00"
	for range 10 {
		to := banktest.Decode[balance](t, b.alice.Get(t, "/accounts/"+id(b.from.ID)+"/balance")).At
		opening, closing, lines := addUp(t, b.alice.Get(t, b.from.statement(from, to)).Body)
		if opening != last {
			t.Errorf("opens with %s, the one before closed with %s", opening, last)
		}
		from, total, last = to, total+lines, closing
	}
	close(done)
	writer.Wait()
	if _, closing, lines := addUp(t, b.alice.Get(t, b.from.statement(b.from.CreatedAt, from)).Body); closing != last || lines != total || lines < 2500 {
		t.Errorf("%d lines to %s at once, %d to %s in parts", lines, closing, total, last)
	}
}

// TestStatementThatFails is of books that have been tampered with: the statement
// must not look like one, wherever that is found out.
func TestStatementThatFails(t *testing.T) {
	b := newBank(t)
	b.Book(t, 2500, b.from.ID, b.to.ID, "")
	to := banktest.Decode[balance](t, b.alice.Get(t, "/accounts/"+id(b.from.ID)+"/balance")).At
	path := b.from.statement(b.from.CreatedAt, to)
	addUp(t, b.alice.Get(t, path).Body)
	db := b.DB(t)
	tamper := func(number int) {
		t.Helper()
		const change = `
			SET session_replication_role = replica;
			UPDATE entries SET balance = balance + 1 WHERE id = (SELECT id FROM entries WHERE account_id = %d ORDER BY transfer_id OFFSET %d LIMIT 1)`
		if _, err := db.ExecContext(t.Context(), fmt.Sprintf(change, b.from.ID, number)); err != nil {
			t.Fatal(err)
		}
	}

	tamper(2400)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+b.Address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+b.alice.Token)
	request.Header.Set("X-Request-Id", "cut-off")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil || !bytes.Contains(body, []byte("opening,")) || bytes.Contains(body, []byte("closing")) {
		t.Errorf("read of the answer ends with %v, after\n%s", err, body)
	}
	logged := func() bool {
		for _, line := range b.Log() {
			if line["request_id"] == "cut-off" && line["level"] == "ERROR" && line["code"] == "internal" {
				return true
			}
		}
		return false
	}
	for deadline := time.Now().Add(10 * time.Second); !logged(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in the log: %v", b.Log())
		}
	}

	tamper(10)
	b.alice.Get(t, path).WantRefusal(t, http.StatusInternalServerError, "internal")
}
