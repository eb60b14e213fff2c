// Package modeltest compares the bank with a model of it: a bank that is as
// simple as can be, that does one thing at a time, in memory. Requests, many of
// them at once, go to several replicas of the real bank, and there must be an
// order in which the model gives the very same answers.
//
// The model is written from the README and shares no code with the bank: what
// both got wrong in the same way would not be noticed.
package modeltest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Role is what a user may do.
type Role string

// The roles.
const (
	Depositor Role = "depositor"
	Banker    Role = "banker"
	Auditor   Role = "auditor"
)

// clockSlack is how far the clocks of bank and test may be apart.
const clockSlack = time.Second

// holding says which account is meant: a user has at most one in a currency.
// The one without owner is the bank's own, for cash.
type holding struct{ owner, currency string }

// transfer is a transfer with where the money went. Its ids are 0 until an
// answer has told them.
type transfer struct {
	Transfer
	from, to           holding
	fromEntry, toEntry int64
	reversed           bool
}

// kept is the answer to a request with a key.
type kept struct {
	request string
	number  int // of the operation
	answer  Answer
}

// Bank is the model: the state of a bank, and what it does.
type Bank struct {
	roles     map[string]Role // does not change
	emails    map[string]string
	accounts  map[holding]Account
	transfers map[int]transfer // by the number of the operation
	keys      map[[2]string]kept
}

// NewBank returns a bank with those users, in which only the bank itself has
// accounts, for cash.
func NewBank(roles map[string]Role, cash ...Account) *Bank {
	b := &Bank{
		roles:     roles,
		emails:    map[string]string{},
		accounts:  map[holding]Account{},
		transfers: map[int]transfer{},
		keys:      map[[2]string]kept{},
	}
	for _, a := range cash {
		b.accounts[holding{a.Owner, a.Currency}] = a
	}
	return b
}

// Clone returns a copy that shares nothing that changes.
func (b *Bank) Clone() *Bank {
	return &Bank{b.roles, maps.Clone(b.emails), maps.Clone(b.accounts), maps.Clone(b.transfers), maps.Clone(b.keys)}
}

// fingerprint is the same for two banks that will always answer the same.
func (b *Bank) fingerprint() string {
	var s strings.Builder
	for _, name := range slices.Sorted(maps.Keys(b.emails)) {
		fmt.Fprintf(&s, "%s %s\n", name, b.emails[name])
	}
	for _, h := range slices.SortedFunc(maps.Keys(b.accounts), compareHoldings) {
		a := b.accounts[h]
		fmt.Fprintf(&s, "%s %s %d %d\n", h.owner, h.currency, a.ID, a.Balance)
	}
	for _, n := range slices.Sorted(maps.Keys(b.transfers)) {
		t := b.transfers[n]
		fmt.Fprintf(&s, "%d %d %t\n", n, t.ID, t.reversed)
	}
	for _, key := range slices.SortedFunc(maps.Keys(b.keys), func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }) {
		k := b.keys[key]
		fmt.Fprintf(&s, "%s %d\n", key, k.number)
		if k.answer.Raw == "" { // else it is as it was seen
			fmt.Fprintln(&s, k.answer)
		}
	}
	return s.String()
}

func compareHoldings(x, y holding) int {
	return strings.Compare(x.owner+" "+x.currency, y.owner+" "+y.currency)
}

// Do carries the operation out and returns the answer that the bank must give.
// What only the bank can know, ids and times of what is new, it takes from the
// answer that the operation has, if it can be true.
func (b *Bank) Do(o *Operation) Answer {
	r := o.Request
	if r.Key == "" || !r.Kind.Moves() {
		return b.carryOut(o)
	}
	name := [2]string{r.User, r.Key}
	if k, found := b.keys[name]; found {
		if k.request != r.identity() {
			return refuse(422, "idempotency_key_reused")
		}
		return b.replay(name, k, o)
	}
	answer := b.carryOut(o)
	if answer.Status == 200 {
		b.keys[name] = kept{request: r.identity(), number: o.Number, answer: answer}
	}
	return answer
}

// replay returns the answer of the first time, of which nothing may be known but
// what the model knows, as the first answer was lost.
func (b *Bank) replay(name [2]string, k kept, o *Operation) Answer {
	if k.answer.Raw == "" && o.Answer.Raw != "" {
		posting := k.answer.Body.(Posting)
		told := seen[Posting](o.Answer)
		b.tell(&posting, told, time.Time{}, o.End)
		t := b.transfers[k.number]
		t.Transfer, t.fromEntry, t.toEntry = posting.Transfer, posting.FromEntry.ID, posting.ToEntry.ID
		b.transfers[k.number] = t
		k.answer.Body, k.answer.Raw = posting, o.Answer.Raw
		b.keys[name] = k
	}
	answer := k.answer
	answer.Replayed = true
	return answer
}

func (b *Bank) carryOut(o *Operation) Answer {
	switch o.Request.Kind {
	case NewUser:
		return b.newUser(o)
	case OpenAccount:
		return b.openAccount(o)
	case GetAccount:
		return b.getAccount(o)
	case ListAccounts:
		return b.listAccounts(o)
	case Deposit, Withdraw:
		return b.moveCash(o)
	case MakeTransfer:
		return b.transfer(o)
	case Reverse:
		return b.reverse(o)
	}
	panic("no such kind of request: " + string(o.Request.Kind))
}

// within returns the time if it can be that of something which happened between
// the two.
func within(t, start, end time.Time) time.Time {
	if t.Before(start.Add(-clockSlack)) || (!end.IsZero() && t.After(end.Add(clockSlack))) {
		return time.Time{}
	}
	return t
}
