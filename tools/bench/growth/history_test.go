package growth

import (
	"math/rand/v2"
	"testing"
	"time"

	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/workload"
)

// booked is a history whose groups come a second after each other, with ids from 1 on.
func booked(accounts, n int) (*history, []books.Booking) {
	h := newHistory(make([]workload.Account, accounts), n)
	var all, group []books.Booking
	for k := range n {
		all = append(all, h.booking(k))
		if group = append(group, all[k]); len(group) == books.GroupSize || k == n-1 {
			h.remember(books.Group{At: time.Unix(int64(k), 0), LastTransferID: int64(k + 1)}, group)
			group = nil
		}
	}
	return h, all
}

func TestHistory(t *testing.T) {
	for _, size := range []struct{ accounts, n int }{{MinAccounts, MinHistory}, {MinAccounts + 1, 1234}, {1000, 50_000}} {
		h, all := booked(size.accounts, size.n)
		lines := map[int]int{}
		references := map[string]int{}
		for _, b := range all {
			if b.From == b.To || b.Amount < 1 || b.Amount > maxAmount {
				t.Fatalf("%+v: booking %+v", size, b)
			}
			lines[b.From]++
			lines[b.To]++
			references[b.Reference]++
		}
		for _, regular := range h.regulars {
			if lines[regular] != regularLines {
				t.Errorf("%+v: a regular has %d transfers, want %d", size, lines[regular], regularLines)
			}
		}
		if lines[h.merchant] < size.n/3 {
			t.Errorf("%+v: the merchant has %d", size, lines[h.merchant])
		}
		last := h.marks[len(h.marks)-1]
		if last.lines != lines[h.merchant] || all[last.transferID-1].From != h.merchant && all[last.transferID-1].To != h.merchant {
			t.Errorf("%+v: the last mark is %+v", size, last)
		}
		r := rand.New(rand.NewPCG(1, 2))
		for range 100 {
			if one := h.randomInvoice(r); references[one] != 1 {
				t.Fatalf("%+v: %d transfers are of %s", size, references[one], one)
			}
			want := int(shareOfLines * float64(size.n))
			from, to := h.randomPeriod(r, want)
			if got := to.lines - from.lines; got < want || got > want+books.GroupSize {
				t.Fatalf("%+v: a period has %d lines, want %d", size, got, want)
			}
		}
	}
}

func TestChecksOfAnswers(t *testing.T) {
	for _, tt := range []struct {
		name  string
		check func([]byte) error
		body  string
		good  bool
	}{
		{"field", has(`"id":7`), `{"id":7,"balance":1}`, true},
		{"last field", has(`"id":7`), `{"id":7}`, true},
		{"longer number", has(`"id":7`), `{"id":70,"balance":1}`, false},
		{"rows", rows(`"transfer_id":`, 2), `[{"transfer_id":1},{"transfer_id":2}]`, true},
		{"too few", rows(`"transfer_id":`, 2), `[{"transfer_id":1}]`, false},
	} {
		if err := tt.check([]byte(tt.body)); (err == nil) != tt.good {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
