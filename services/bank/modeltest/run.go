package modeltest

import (
	"math"
	"math/rand/v2"
	"sync"
	"time"
)

// System is what a plan is carried out with: the real bank, or one that is
// wrong.
type System interface {
	// Cast returns new customers of the bank, who have no past.
	Cast() Cast
	// Send sends the operation's request to a replica, and returns the answer, or
	// that it was lost: that it was not waited for any longer than this, if not 0.
	Send(o *Operation, hangUp time.Duration) (a Answer, lost bool)
}

// Cast is who takes part in a plan, and what the bank is to them.
type Cast struct {
	Depositors [depositors]string
	Banker     string
	Auditor    string
	Currencies [currencies]string
	Bank       *Bank
}

const (
	// missing is the id of nothing.
	missing = math.MaxInt64
	// maxOpen is how many operations without answer there may be: each may have
	// happened at any time since.
	maxOpen = 2
)

// run is a plan that is being carried out.
type run struct {
	Cast
	system   System
	seen     *Sightings
	ids      map[int]int64         // of the accounts, by slot
	owners   map[int64]string      // of accounts
	balances map[int64]int64       // what was available when last seen
	holds    []Transfer            // pending, in the order of answers
	times    map[int64][]time.Time // of the entries of accounts, newest first
	moves    []Posting             // in the order of answers
	keyed    []Request             // that had a key, as sent
	open     int                   // operations without answer
	last     int                   // number of the last operation
	bursts   [][]*Operation
	possible []Possibility
}

// carryOut carries the plan out with new customers, and returns what the model
// cannot explain, or nothing, and how many operations there were.
func (p Plan) carryOut(system System, seen *Sightings) (differs string, operations int) {
	cast := system.Cast()
	r := &run{
		Cast: cast, system: system, seen: seen,
		ids: map[int]int64{}, owners: map[int64]string{}, balances: map[int64]int64{}, times: map[int64][]time.Time{},
		possible: []Possibility{{Bank: cast.Bank}},
	}
	difference := r.play(p)
	if difference == nil {
		return "", r.last
	}
	return History(r.bursts) + difference.String(), r.last
}

func (r *run) play(p Plan) *Difference {
	var opening, funding burst
	for slot := range slots - 1 {
		opening = append(opening, step{Kind: OpenAccount, A: slot, Replica: slot % 2})
		funding = append(funding, step{Kind: Deposit, A: slot, Replica: slot % 2, Amount: thousand, Key: newKey})
	}
	holding := burst{
		{Kind: Reserve, A: 0, Amount: some, Key: newKey, Expires: "1s"},
		{Kind: Reserve, A: 1, Amount: half, Replica: 1, Note: 1},
	}
	for _, b := range append(Plan{opening, funding, holding}, p...) {
		for _, s := range b {
			if s.Kind == pause {
				r.pause()
			}
		}
		if d := r.send(r.prepare(b), b); d != nil {
			return d
		}
		if d := r.look(ListAccounts); d != nil {
			return d
		}
	}
	return r.close()
}

// look compares all accounts with the model.
func (r *run) look(how Kind) *Difference {
	var b burst
	for slot := range slots {
		_, known := r.ids[slot]
		if how == ListAccounts && slot < depositors || how == GetAccount && known {
			b = append(b, step{Kind: how, A: slot, Replica: (slot + len(r.bursts)) % 2})
		}
	}
	return r.send(r.prepare(b), b)
}

// pause waits until what is the first to expire is about to.
func (r *run) pause() {
	var first time.Duration
	for _, t := range r.holds {
		if left := time.Until(t.ExpiresAt); left > 0 && left < 3*time.Second && (first == 0 || left < first) {
			first = left
		}
	}
	time.Sleep(first - rand.N(4*time.Millisecond))
}

// close reads all that can be read, has the money paid out, so that the bank's
// own accounts end as they began, and looks once more.
func (r *run) close() *Difference {
	if d := r.readLists(); d != nil {
		return d
	}
	var b burst
	for slot := range slots {
		if r.balances[r.ids[slot]] > 0 {
			b = append(b, step{Kind: Withdraw, A: slot, Amount: all, Replica: slot % 2})
		}
	}
	if d := r.send(r.prepare(b), b); d != nil {
		return d
	}
	return r.look(GetAccount)
}

// prepare makes the requests of the steps; where there is nothing to repeat or
// to reverse yet, a zero one.
func (r *run) prepare(b burst) []Request {
	requests := make([]Request, len(b))
	for i, s := range b {
		if s.Kind == pause {
			continue
		}
		requests[i] = r.request(s)
		if requests[i].Key != "" {
			r.keyed = append(r.keyed, requests[i])
		}
	}
	return requests
}

// send sends the requests at once, and has their answers explained.
func (r *run) send(requests []Request, b burst) *Difference {
	var sent []*Operation
	var all sync.WaitGroup
	begin := make(chan struct{})
	hasty := 0
	for i, q := range requests {
		if q.Kind == "" {
			continue
		}
		r.last++
		o := &Operation{Number: r.last, Request: q, Replica: b[i].Replica}
		sent = append(sent, o)
		hangUp := b[i].HangUp
		// Of what was reserved without an answer nobody knows when it expires: it has
		// to be later than the plan ends.
		if hasty+r.open >= maxOpen || q.ExpiresIn != "" {
			hangUp = 0
		}
		if hangUp > 0 {
			hasty++
		}
		all.Go(func() {
			<-begin
			o.Start = time.Now()
			o.Answer, o.Lost = r.system.Send(o, hangUp)
			o.End = time.Now()
		})
	}
	close(begin)
	all.Wait()
	r.bursts = append(r.bursts, sent)
	for _, o := range sent {
		if o.Lost {
			r.open++
		}
		r.learn(o)
		r.seen.add(o)
	}
	var difference *Difference
	r.possible, difference = Linearize(r.possible, sent)
	return difference
}

// learn keeps what later requests need to know.
func (r *run) learn(o *Operation) {
	switch body := o.Answer.Body.(type) {
	case Account:
		r.learnAccount(body)
	case []Account:
		for _, a := range body {
			r.learnAccount(a)
		}
	case Hold:
		r.learnAccount(body.FromAccount)
		r.learnAccount(body.ToAccount)
		if o.Request.Kind == Reserve && !o.Answer.Replayed {
			r.holds = append(r.holds, body.Transfer)
		}
	case Batch:
		for _, a := range body.Accounts {
			r.learnAccount(a)
		}
	case Entries:
		if o.Request.Skip == 0 {
			r.times[o.Request.Account] = nil
		}
		for _, l := range body.Entries {
			r.times[l.AccountID] = append(r.times[l.AccountID], l.CreatedAt)
		}
	case Posting:
		r.learnAccount(body.FromAccount)
		r.learnAccount(body.ToAccount)
		if !o.Answer.Replayed {
			r.moves = append(r.moves, body)
		}
	}
}

func (r *run) learnAccount(a Account) {
	r.owners[a.ID], r.balances[a.ID] = a.Owner, a.Available
	for i, owner := range r.Depositors {
		for j, currency := range r.Currencies {
			if a.Owner == owner && a.Currency == currency {
				r.ids[i+j*depositors] = a.ID
			}
		}
	}
}
