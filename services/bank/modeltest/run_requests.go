package modeltest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// request makes the request of a step.
func (r *run) request(s step) Request {
	q := Request{Kind: s.Kind, Account: r.id(s.A)}
	owner := r.Depositors[s.A%depositors]
	stranger := r.Depositors[(s.A+1)%depositors]
	switch s.Kind {
	case repeat:
		return r.again(s)
	case NewUser:
		q.Name, q.Email = fmt.Sprint(r.Depositors[0], "x", s.B%2), fmt.Sprint(r.Depositors[0], "X", s.Nth%2, "@example.com")
		if s.Twist == bad {
			q.Name = "a b"
		}
		return q
	case OpenAccount:
		q.User, q.Currency = owner, r.Currencies[s.A/depositors]
		if s.Twist == bad {
			q.Currency = "nothing"
		}
	case GetAccount:
		q.User = r.asker(s.Who, owner, stranger)
	case ListAccounts:
		q.User, q.PageSize = r.asker(s.Who, owner, stranger), 5
		if s.Who != entitled {
			q.Owner = owner
		}
		if s.Twist == bad {
			q.PageSize = 4
		}
	case Deposit, Withdraw:
		q.User = r.asker(s.Who, r.Banker, owner)
		q.Amount = r.amount(s, r.balances[q.Account])
	case TransferAll:
		q = r.batch(q, s, owner, stranger)
	case Post, Void, GetTransfer:
		q = r.ofHold(q, s)
	case ListTransfers, ListEntries, GetBalance:
		q.User, q.Limit = r.asker(s.Who, owner, stranger), 5
		if s.Twist == bad && s.Kind != GetBalance {
			q.Limit = 0
		}
	case MakeTransfer, Reserve:
		q.User = r.asker(s.Who, owner, stranger)
		q.From, q.To, q.Currency = q.Account, r.id(target(s)), r.Currencies[s.A/depositors]
		q.Amount = r.amount(s, r.balances[q.From])
		switch s.Twist {
		case noTarget:
			q.To = missing
		case sameAccount:
			q.To = q.From
		case wrongTarget:
			q.To = r.id((target(s) + depositors) % slots)
		case wrongRequest:
			q.Currency = r.Currencies[1-s.A/depositors]
		case bad:
			q.Currency = "nothing"
		}
		q = note(q, s.Note)
		if s.Kind == Reserve {
			q.ExpiresIn = s.Expires
		}
	case Reverse:
		q = note(r.reversal(s), s.Note)
	}
	if q.Kind == "" {
		return q
	}
	if s.Twist == noSource {
		q.Account, q.From, q.Transfer = missing, missing, missing
	}
	if s.Kind.Moves() {
		q.Key = r.key(s, q.User)
	}
	return q
}

// target returns the slot of another account in the currency.
func target(s step) int {
	return (s.A+1+s.B%(depositors-1))%depositors + s.A/depositors*depositors
}

func (r *run) id(slot int) int64 { return cmp.Or(r.ids[slot], missing) }

func (r *run) asker(w who, owner, stranger string) string {
	switch w {
	case banker:
		return r.Banker
	case other:
		return stranger
	case auditor:
		return r.Auditor
	}
	return owner
}

func (r *run) amount(s step, balance int64) int64 {
	switch s.Twist {
	case zero:
		return 0
	case negative:
		return -17
	}
	switch s.Amount {
	case some:
		return 17
	case thousand:
		return 1000
	case half:
		return max(balance/2, 1)
	case all:
		return max(balance, 1)
	case oneTooFew:
		if balance < math.MaxInt64 {
			return balance + 1
		}
	case huge:
		return math.MaxInt64
	}
	return 1
}

func note(q Request, n int) Request {
	switch n {
	case 1:
		q.Reference = "invoice 17/ä"
	case 2:
		q.Metadata = `{"order":17}`
	}
	return q
}

func (r *run) reversal(s step) Request {
	q := Request{Kind: Reverse, Transfer: missing}
	recipient, sender := r.Banker, r.Depositors[0]
	if len(r.moves) > 0 {
		move := r.moves[len(r.moves)-1-s.Nth%len(r.moves)]
		q.Transfer = move.Transfer.ID
		recipient, sender = move.ToAccount.Owner, move.FromAccount.Owner
		switch "" { // cash is the banker's, whichever way it went
		case recipient:
			recipient = r.Banker
		case sender:
			recipient, sender = r.Banker, recipient
		}
	}
	q.User = r.asker(s.Who, recipient, sender)
	return q
}

// again returns an earlier request, as it was or with something changed.
func (r *run) again(s step) Request {
	if len(r.keyed) == 0 {
		return Request{}
	}
	q := r.keyed[len(r.keyed)-1-s.Nth%len(r.keyed)]
	switch {
	case s.Who == other: // whose keys are others
		q.User = r.Depositors[s.B%depositors]
	case s.Twist != straight && q.Kind == Reverse:
		q.Reference += "again"
	case s.Twist != straight && q.Kind == TransferAll:
		q.Legs = append(slices.Clip(q.Legs), q.Legs...)
	case s.Twist != straight:
		q.Amount = max(q.Amount, 0)/2 + 1
	}
	return q
}

func (r *run) key(s step, user string) string {
	switch s.Key {
	case usedKey:
		for _, earlier := range r.keyed {
			if earlier.User == user {
				return earlier.Key
			}
		}
	case noKey:
		return ""
	}
	// The banker, whose keys are kept, is the same in all plans.
	return fmt.Sprint(r.Depositors[0], "-", len(r.keyed)+1)
}
