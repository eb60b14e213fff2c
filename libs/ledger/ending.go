package ledger

import (
	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// Post is a user's wish to have a pending transfer carried out. It is whoever
// may send the money who may do so.
type Post struct {
	Username  string // who asks
	ActsOnAny bool   // the account that pays may be somebody else's
	Pending   Transfer
	Amount    money.Amount // at most what is reserved; 0 for all of it
	Note      Note         // what it leaves out is as in the pending transfer
}

// Transfer judges the wish against the two accounts of the pending transfer and
// returns the posting that carries it out. What is reserved beyond the amount is
// free again. The errors, in the order they are looked for:
// fault.InvalidArgument, NotOwner, NotPending, AlreadyPosted, AlreadyVoided,
// PendingExpired, ExceedsReserved, BalanceOverflow.
func (p Post) Transfer(accounts Accounts) (Posting, error) {
	if p.Amount == 0 {
		p.Amount = p.Pending.Amount
	}
	if err := CheckAmount(p.Amount); err != nil {
		return Posting{}, err
	}
	if err := p.Note.Check(); err != nil {
		return Posting{}, err
	}
	// Both are there: accounts stay.
	from, to := accounts[p.Pending.FromAccountID], accounts[p.Pending.ToAccountID]
	if !from.isOf(p.Username) && !p.ActsOnAny {
		return Posting{}, fault.New(fault.NotOwner, "transfer %d is not out of an account of yours: only its owner may post it", p.Pending.ID)
	}
	if err := p.Pending.checkPending(); err != nil {
		return Posting{}, err
	}
	if p.Amount > p.Pending.Amount {
		return Posting{}, fault.New(fault.ExceedsReserved, "transfer %d reserves %s, less than %s",
			p.Pending.ID, p.Pending.Amount.Format(from.Currency), p.Amount.Format(from.Currency))
	}
	from.Reserved -= p.Pending.Amount
	posting, err := post(from, to, p.Amount)
	if err != nil {
		return Posting{}, err
	}
	posting.Transfer.PostsTransferID, posting.Transfer.Note = p.Pending.ID, p.Note.or(p.Pending.Note)
	return posting, nil
}

// Void is a user's wish to have a pending transfer given up. Whoever may send
// the money may do so, and whoever was to receive it.
type Void struct {
	Username string // who asks
	Banker   bool   // whether that is one
	Pending  Transfer
}

// Release judges the wish against the two accounts of the pending transfer and
// returns what is left: all that was reserved is free again. The errors, in the order
// they are looked for: fault.NotOwner, NotPending, AlreadyPosted, AlreadyVoided,
// PendingExpired.
func (v Void) Release(accounts Accounts) (Hold, error) {
	from, to := accounts[v.Pending.FromAccountID], accounts[v.Pending.ToAccountID]
	if !from.isOf(v.Username) && !to.isOf(v.Username) && !v.Banker {
		return Hold{}, fault.New(fault.NotOwner, "transfer %d is between accounts that are not yours", v.Pending.ID)
	}
	if err := v.Pending.checkPending(); err != nil {
		return Hold{}, err
	}
	from.Reserved -= v.Pending.Amount
	voided := *v.Pending.Reservation
	voided.Status = Voided
	v.Pending.Reservation = &voided
	return Hold{Transfer: v.Pending, FromAccount: from, ToAccount: to}, nil
}

// checkPending returns nil if the transfer may still end.
func (t Transfer) checkPending() error {
	switch t.Status() {
	case Booked:
		return fault.New(fault.NotPending, "transfer %d is booked: there is nothing to post or to void", t.ID)
	case Posted:
		return fault.New(fault.AlreadyPosted, "transfer %d has been posted already, as transfer %d", t.ID, t.Reservation.PostedTransferID)
	case Voided:
		return fault.New(fault.AlreadyVoided, "transfer %d has been voided", t.ID)
	case Expired:
		return fault.New(fault.PendingExpired, "transfer %d has expired", t.ID)
	}
	return nil
}
