package growth

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"time"

	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/workload"
)

const (
	// regulars is how many accounts have regularLines entries, however much is stored.
	regulars = 10
	// regularLines is how many transfers a regular makes, evenly spread over the history: a
	// page of them is all over the tables.
	regularLines = PageLines
	// PageLines is how many rows a page has by default.
	PageLines = 20
	// manyUse is the reference of each tenth transfer, and of all transfers of regulars.
	manyUse = "rent"
	// maxAmount is the most that a transfer moves, in minor units.
	maxAmount = 100
)

// history is what the accounts of a size have done. One of them, the merchant, is on a side
// of every other transfer, so that its history grows with the table. That of the regulars
// stays as long as it is. The others pay each other at random.
type history struct {
	accounts []workload.Account
	n        int // transfers between accounts
	merchant int // these are indexes of accounts
	regulars []int
	others   []int
	marks    []mark // of all groups, in order
	random   *rand.Rand
}

// mark is what the merchant had when a group of transfers was booked.
type mark struct {
	at         time.Time
	lines      int   // entries until then, without the one that brought it money
	balance    int64 // minor units
	transferID int64 // of its last entry
}

func newHistory(accounts []workload.Account, n int) *history {
	h := &history{accounts: accounts, n: n, merchant: len(accounts) / 2, random: rand.New(rand.NewPCG(uint64(n), uint64(len(accounts))))}
	is := map[int]bool{h.merchant: true}
	for i := range regulars {
		regular := (2*i + 1) * len(accounts) / (2 * regulars)
		is[regular] = true
		h.regulars = append(h.regulars, regular)
	}
	for i := range accounts {
		if !is[i] {
			h.others = append(h.others, i)
		}
	}
	h.marks = make([]mark, 0, n/books.GroupSize+2)
	return h
}

// regularAt returns which regular pays with the k-th transfer, if one does.
func (h *history) regularAt(k int) (regular int, ok bool) {
	const all = regulars * regularLines
	i := (k*all + h.n - 1) / h.n
	return h.regulars[i%regulars], i < all && i*h.n/all == k
}

// booking is the k-th transfer.
func (h *history) booking(k int) books.Booking {
	b := books.Booking{Amount: 1 + h.random.Int64N(maxAmount), Reference: h.reference(k)}
	other := h.random.IntN(len(h.others))
	b.From, b.To = h.others[other], h.merchant
	if regular, ok := h.regularAt(k); ok {
		b.From = regular
		return b
	}
	switch k % 4 {
	case 0:
	case 2:
		b.From, b.To = b.To, b.From
	default:
		step := 1 + h.random.IntN(len(h.others)-1)
		b.To = h.others[(other+step)%len(h.others)]
	}
	return b
}

// reference is that of the k-th transfer.
func (h *history) reference(k int) string {
	if _, regular := h.regularAt(k); regular || k%10 == 0 {
		return manyUse
	}
	if k%10 == 2 {
		return invoice(k)
	}
	return ""
}

// invoice is a reference that one transfer has.
func invoice(k int) string { return fmt.Sprintf("invoice-%d", k) }

// randomInvoice is one of a transfer of the merchant. As regulars have a quarter at most,
// and evenly spread, there is one.
func (h *history) randomInvoice(r *rand.Rand) string {
	for {
		k := 10*r.IntN(h.n/10) + 2
		if _, regular := h.regularAt(k); !regular {
			return invoice(k)
		}
	}
}

// remember makes the mark of a group that was stored.
func (h *history) remember(g books.Group, bookings []books.Booking) {
	m := mark{balance: workload.Funds}
	if len(h.marks) > 0 {
		m = h.marks[len(h.marks)-1]
	}
	for i, b := range bookings {
		switch h.merchant {
		case b.From:
			m.balance -= b.Amount
		case b.To:
			m.balance += b.Amount
		default:
			continue
		}
		m.lines++
		// The ids of a group follow each other: nobody else books meanwhile.
		m.transferID = g.LastTransferID - int64(len(bookings)-1-i)
	}
	if last := len(h.marks) - 1; last >= 0 && h.marks[last].at.Equal(g.At) {
		h.marks = h.marks[:last] // one time has one balance
	}
	m.at = g.At
	h.marks = append(h.marks, m)
}

// randomMark is one that is not the last.
func (h *history) randomMark(r *rand.Rand) int { return r.IntN(len(h.marks) - 1) }

// middleMark is one of the middle half.
func (h *history) middleMark(r *rand.Rand) mark {
	return h.marks[len(h.marks)/4+r.IntN(len(h.marks)/2)]
}

// randomPeriod returns two marks between which the merchant has at least that many lines,
// and not many more.
func (h *history) randomPeriod(r *rand.Rand, lines int) (from, to mark) {
	enough := func(first int) int {
		return sort.Search(len(h.marks), func(i int) bool { return h.marks[i].lines >= h.marks[first].lines+lines })
	}
	// Those that begin too late are at the end.
	late := sort.Search(len(h.marks), func(i int) bool { return enough(i) == len(h.marks) })
	first := r.IntN(late)
	return h.marks[first], h.marks[enough(first)]
}
