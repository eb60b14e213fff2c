package modeltest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// maxAnswered is how many operations of a burst there may be: orders are many.
const maxAnswered = 16

// Possibility is a state that the bank may be in, and the operations whose
// answers were lost and which it may still carry out.
type Possibility struct {
	Bank *Bank
	Open []*Operation
}

func (p Possibility) fingerprint() string {
	var s strings.Builder
	for _, o := range p.Open {
		fmt.Fprintf(&s, "%d ", o.Number)
	}
	return s.String() + p.Bank.fingerprint()
}

// Difference is what the model cannot explain.
type Difference struct {
	Order []*Operation // what could be explained, in an order in which it can be
	Rest  []Mismatch   // and what cannot be next, all of it
}

// Mismatch is an operation that the model answers otherwise.
type Mismatch struct {
	Operation *Operation
	Want      Answer
}

// Linearize finds the states that the bank may be in after a burst: operations
// that were sent at the same time, or nearly so. In some order, which is that of
// time where one operation was over before another began, the model must give
// the answers that were seen. This is the search of Wing and Gong, with what was
// found before remembered as by Lowe, but for all orders, not for one: the next
// burst may tell which it was.
func Linearize(before []Possibility, burst []*Operation) ([]Possibility, *Difference) {
	s := search{visited: map[string]bool{}, difference: &Difference{}}
	for _, o := range burst {
		switch {
		case !o.Lost:
			s.answered = append(s.answered, o)
		case !o.Request.Kind.Reads():
			s.lost = append(s.lost, o)
		}
	}
	if len(s.answered) > maxAnswered {
		panic("too many operations at once")
	}
	for _, p := range before {
		if len(p.Open) == 0 { // and nothing can happen before the burst
			p.Bank = p.Bank.Clone()
			p.Bank.now = begin(burst)
		}
		p.Open = slices.Concat(p.Open, s.lost)
		s.visit(p, 0, nil)
	}
	if len(s.after) == 0 {
		return nil, s.difference
	}
	return s.after, nil
}

type search struct {
	answered   []*Operation
	lost       []*Operation // of this burst
	visited    map[string]bool
	after      []Possibility
	difference *Difference // of the longest order so far
}

// begin returns when the first operation of the burst can have been carried out.
func begin(burst []*Operation) time.Time {
	var first time.Time
	for _, o := range burst {
		if first.IsZero() || o.Start.Before(first) {
			first = o.Start
		}
	}
	return first.Add(-clockMargin)
}

// place is where the search goes on.
type place struct {
	bank  *Bank
	done  uint
	order []*Operation
}

// changes reports whether the operation with that answer changes the bank.
func changes(o *Operation, a Answer) bool {
	return a.Status == 200 && !a.Replayed && !o.Request.Kind.Reads()
}

// visit goes on from a state in which the operations of the mask are done.
func (s *search) visit(p Possibility, done uint, order []*Operation) {
	key := fmt.Sprint(done, " ", p.fingerprint())
	if s.visited[key] {
		return
	}
	s.visited[key] = true
	if done == 1<<len(s.answered)-1 {
		s.after = append(s.after, p)
	}
	var rest []Mismatch
	var next []place
	for i, o := range s.answered {
		if done&(1<<i) != 0 || s.waits(o, done) {
			continue
		}
		bank, want, same := s.inTime(p, o)
		if !same {
			rest = append(rest, Mismatch{o, want})
			continue
		}
		it := place{bank, done | 1<<i, append(slices.Clip(order), o)}
		if !changes(o, want) && len(p.Bank.turns(p.Bank.now, bank.now)) == 0 {
			// Wherever else it may come, it may come here.
			s.visit(Possibility{it.bank, p.Open}, it.done, it.order)
			return
		}
		next = append(next, it)
	}
	for _, it := range next {
		s.visit(Possibility{it.bank, p.Open}, it.done, it.order)
	}
	for i, o := range p.Open {
		if s.waits(o, done) {
			continue
		}
		for _, at := range s.times(p.Bank, o) {
			bank := p.Bank.Clone()
			if answer := bank.Do(o, at); !changes(o, answer) {
				continue // as if it had not been done
			}
			s.visit(Possibility{bank, slices.Delete(slices.Clone(p.Open), i, i+1)}, done, append(slices.Clip(order), o))
		}
	}
	if len(order) >= len(s.difference.Order) && len(rest) > 0 {
		s.difference = &Difference{order, rest}
	}
}

// waits reports whether an operation that is not done was over when this one
// began.
func (s *search) waits(o *Operation, done uint) bool {
	for i, other := range s.answered {
		if done&(1<<i) == 0 && other.before(o) {
			return true
		}
	}
	return false
}

// inTime carries an operation out that was answered, as early as the answer is
// the model's, and reports whether there is such a time. Later ones need not be
// tried: they leave the bank as it is, and less time to the rest.
func (s *search) inTime(p Possibility, o *Operation) (bank *Bank, want Answer, same bool) {
	for i, at := range s.times(p.Bank, o) {
		after := p.Bank.Clone()
		answer, same := s.do(after, p.Open, o, at)
		if same {
			return after, answer, true
		}
		if i == 0 {
			bank, want = after, answer
		}
	}
	return bank, want, false
}

// times returns the times at which it makes a difference to carry the operation
// out: the first that there is, and those at which something expires.
func (s *search) times(bank *Bank, o *Operation) []time.Time {
	first, last := o.Start.Add(-clockMargin), o.End
	if bank.now.After(first) {
		first = bank.now
	}
	if o.Lost {
		for _, answered := range s.answered {
			if answered.End.After(last) {
				last = answered.End
			}
		}
	}
	return append([]time.Time{first}, bank.turns(first, last.Add(clockMargin))...)
}

// turns returns the times at which something expires, after one time and until
// another.
func (b *Bank) turns(after, until time.Time) []time.Time {
	var turns []time.Time
	for _, t := range b.transfers {
		if t.Status == pending && t.ExpiresAt.After(after) && !t.ExpiresAt.After(until) {
			turns = append(turns, t.ExpiresAt)
		}
	}
	slices.SortFunc(turns, time.Time.Compare)
	return turns
}

// do carries an operation out that was answered, and reports whether the answer
// is the model's.
func (s *search) do(bank *Bank, open []*Operation, o *Operation, at time.Time) (want Answer, same bool) {
	if o.Answer.Code == "request_in_flight" && o.Request.Kind.Moves() {
		want = refuse(409, o.Answer.Code)
		if s.inFlight(open, o) {
			bank.now = at
			return want, reflect.DeepEqual(want, o.Answer)
		}
	}
	want = bank.Do(o, at)
	return want, reflect.DeepEqual(want, o.Answer)
}

// inFlight reports whether a request with the same key may have been worked on
// meanwhile. One that was refused for that reason itself was not.
func (s *search) inFlight(open []*Operation, o *Operation) bool {
	for _, other := range slices.Concat(s.answered, s.lost, open) {
		if other != o && other.sameKey(o) && other.Answer.Code != "request_in_flight" && !other.before(o) && !o.before(other) {
			return true
		}
	}
	return false
}
