// Package modeltest compares the bank with a model of it: a bank that is as
// simple as can be, that does one thing at a time, in memory. Requests, many of
// them at once, go to several replicas of the real bank, and there must be an
// order in which the model gives the very same answers.
//
// The model is written from the README and shares no code with the bank: what
// both got wrong in the same way would not be noticed.
package modeltest

import (
	"cmp"
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

const (
	// clockSlack is how far from the times of an operation those may be that its
	// answer tells.
	clockSlack = time.Second
	// clockMargin is how far the clocks of bank and test may be apart where it
	// matters: what expires meanwhile may or may not have.
	clockMargin = 2 * time.Millisecond
)

// holding says which account is meant: a user has at most one in a currency.
// The one without owner is the bank's own, for cash.
type holding struct{ owner, currency string }

// The statuses of transfers.
const (
	booked  = "booked"
	pending = "pending"
	posted  = "posted"
	voided  = "voided"
	expired = "expired"
)

// ref says which transfer is meant, whose id may not be known: the one that an
// operation made, or that of a leg of a batch.
type ref struct{ number, leg int }

// transfer is a transfer with where the money went. Ids and times are zero until
// an answer has told them.
type transfer struct {
	Transfer
	from, to           holding
	fromEntry, toEntry int64
	reversed           bool
	postedBy           ref
}

// entry is one side of a transfer, with the balance that it made.
type entry struct {
	of      ref
	amount  int64
	balance int64
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
	transfers map[ref]transfer
	entries   map[holding][]entry // oldest first; of users only
	listed    map[holding][]ref   // the transfers of those, and pending ones, in the same order
	keys      map[[2]string]kept
	now       time.Time // of the last operation
}

// NewBank returns a bank with those users, in which only the bank itself has
// accounts, for cash.
func NewBank(roles map[string]Role, cash ...Account) *Bank {
	b := &Bank{
		roles:     roles,
		emails:    map[string]string{},
		accounts:  map[holding]Account{},
		transfers: map[ref]transfer{},
		entries:   map[holding][]entry{},
		listed:    map[holding][]ref{},
		keys:      map[[2]string]kept{},
	}
	for _, a := range cash {
		b.accounts[holding{a.Owner, a.Currency}] = a
	}
	return b
}

// Clone returns a copy that shares nothing that changes.
func (b *Bank) Clone() *Bank {
	return &Bank{
		b.roles, maps.Clone(b.emails), maps.Clone(b.accounts), maps.Clone(b.transfers), maps.Clone(b.entries), maps.Clone(b.listed),
		maps.Clone(b.keys), b.now,
	}
}

// fingerprint is the same for two banks that will always answer the same.
func (b *Bank) fingerprint() string {
	var s strings.Builder
	for _, name := range slices.Sorted(maps.Keys(b.emails)) {
		fmt.Fprintf(&s, "%s %s\n", name, b.emails[name])
	}
	for _, h := range slices.SortedFunc(maps.Keys(b.accounts), compareHoldings) {
		a := b.accounts[h]
		fmt.Fprintf(&s, "%s %s %d %d", h.owner, h.currency, a.ID, a.Balance)
		for _, of := range b.listed[h] {
			fmt.Fprint(&s, " ", of.number, ".", of.leg)
		}
		s.WriteByte('\n')
	}
	for _, of := range slices.SortedFunc(maps.Keys(b.transfers), compareRefs) {
		t := b.transfers[of]
		fmt.Fprintf(&s, "%d.%d %d %s %t %d\n", of.number, of.leg, t.ID, b.status(t), t.reversed, t.PostedAmount)
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

func compareRefs(x, y ref) int {
	return cmp.Or(cmp.Compare(x.number, y.number), cmp.Compare(x.leg, y.leg))
}

// Do carries the operation out at that time and returns the answer that the bank must give.
// What only the bank can know, ids and times of what is new, it takes from the
// answer that the operation has, if it can be true.
func (b *Bank) Do(o *Operation, at time.Time) Answer {
	b.now = at
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
		first := *o
		first.Number, first.Start = k.number, time.Time{}
		switch body := k.answer.Body.(type) {
		case Posting:
			b.learnPosting(&body, &first)
			k.answer.Body = body
		case Hold:
			if o.Request.Kind == Void {
				b.learnEnd(&body.Transfer, &first)
			} else {
				b.learnHold(&body.Transfer, &first)
			}
			k.answer.Body = body
		case Batch:
			b.learnBatch(&body, &first)
			k.answer.Body = body
		}
		k.answer.Raw = o.Answer.Raw
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
	case Reserve:
		return b.reserve(o)
	case Post:
		return b.post(o)
	case Void:
		return b.void(o)
	case TransferAll:
		return b.transferAll(o)
	case GetTransfer:
		return b.getTransfer(o)
	case ListTransfers:
		return b.listTransfers(o)
	case ListEntries:
		return b.listEntries(o)
	case GetBalance:
		return b.getBalance(o)
	case GetStatement:
		return b.getStatement(o)
	}
	panic("no such kind of request: " + string(o.Request.Kind))
}

// learnTime takes a time over that was not known, if it can be that of something
// which happened between the two.
func learnTime(t *time.Time, told, start, end time.Time) {
	if !t.IsZero() || (!start.IsZero() && told.Before(start.Add(-clockSlack))) || (!end.IsZero() && told.After(end.Add(clockSlack))) {
		return
	}
	*t = told
}
