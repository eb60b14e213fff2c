package modeltest

import "math"

// batch makes a batch. Every other one is of a chain of accounts, in which each
// pays on what it got from the one before.
func (r *run) batch(q Request, s step, owner, stranger string) Request {
	q.Currency = r.Currencies[s.A/depositors]
	amount := r.amount(s, r.balances[q.Account])
	chain := s.Nth%2 == 0
	q.User = r.asker(s.Who, owner, stranger)
	if chain && s.Who == entitled {
		q.User = r.Banker
	}
	slot := s.A
	for i := range s.Legs {
		to := target(step{A: slot, B: s.B})
		if !chain {
			to = target(step{A: slot, B: s.B + i})
		}
		q.Legs = append(q.Legs, Leg{r.id(slot), r.id(to), amount})
		if chain {
			slot = to
			if got := r.balances[r.id(to)]; amount > 0 && got < math.MaxInt64-amount {
				amount += got
			}
		} else {
			amount = 1
		}
	}
	last := &q.Legs[len(q.Legs)-1]
	switch s.Twist {
	case noSource:
		last.From = missing
	case noTarget:
		last.To = missing
	case sameAccount:
		last.To = last.From
	case wrongTarget:
		last.To = r.id((s.B + depositors) % slots)
	case zero:
		last.Amount = 0
	case negative:
		q.Legs = []Leg{}
	case bad:
		q.Currency = "nothing"
	}
	return q
}

// ofHold makes a request about a pending transfer, a zero one if there is none
// yet.
func (r *run) ofHold(q Request, s step) Request {
	if len(r.holds) == 0 {
		return Request{}
	}
	hold := r.holds[len(r.holds)-1-s.Nth%len(r.holds)]
	q.Transfer = hold.ID
	q.User = r.asker(s.Who, r.owners[hold.FromAccountID], r.owners[hold.ToAccountID])
	if s.Kind == Post {
		q = note(q, s.Note)
		q.Amount = posting(s, hold.Amount)
	}
	// What is no pending transfer.
	if of := len(r.moves); of > 0 && (s.Twist == bad || s.B == slots-1 || s.Kind == GetTransfer && s.B%2 == 0) {
		q.Transfer = r.moves[of-1-s.Nth%of].Transfer.ID
	}
	return q
}

// posting returns how much of what is reserved to post; 0 for what is there if
// nothing is said.
func posting(s step, reserved int64) int64 {
	if s.Twist == negative {
		return -17
	}
	switch s.Amount {
	case few:
		return 1
	case half:
		return max(reserved/2, 1)
	case all:
		return reserved
	case oneTooFew:
		return reserved + 1
	case huge:
		return math.MaxInt64
	}
	return 0
}
