package ledger

import "example.com/simplebank/libs/fault"

// Reversal is a user's wish to have a transfer taken back, all of it.
//
// The money goes back out of the account that received it. So it is its owner
// who may give it back, and a banker; whoever sent the money may not help
// themselves to it. What moved cash only a banker takes back, as only a banker
// handles cash.
type Reversal struct {
	Username string // who asks
	Banker   bool   // whether that is one
	Original Transfer
	Reversed bool // whether the original has been taken back before
	Note     Note
}

// Transfer judges the reversal against the two accounts of the original and
// returns the posting that carries it out. The errors, in the order they are
// looked for: fault.InvalidArgument, NotOwner, RoleRequired, NotReversible,
// AlreadyReversed, InsufficientFunds, BalanceOverflow.
func (r Reversal) Transfer(accounts Accounts) (Posting, error) {
	if err := r.Note.Check(); err != nil {
		return Posting{}, err
	}
	// Both are there: accounts stay.
	from, to := accounts[r.Original.ToAccountID], accounts[r.Original.FromAccountID]
	if err := r.allowed(from, to); err != nil {
		return Posting{}, err
	}
	// To and fro without end, nobody could say what stands. Whoever wants the
	// money to go again makes a new transfer.
	if r.Original.ReversesTransferID != 0 {
		return Posting{}, fault.New(fault.NotReversible, "transfer %d is a reversal itself; make a new transfer instead", r.Original.ID)
	}
	if r.Reversed {
		return Posting{}, fault.New(fault.AlreadyReversed, "transfer %d has been reversed already", r.Original.ID)
	}
	p, err := post(from, to, r.Original.Amount)
	if err != nil {
		return Posting{}, err
	}
	p.Transfer.ReversesTransferID, p.Transfer.Note = r.Original.ID, r.Note
	return p, nil
}

// allowed returns nil if the user may take the money from the account that
// received it.
func (r Reversal) allowed(recipient, sender Account) error {
	switch {
	case r.Banker:
		return nil
	case recipient.System() || recipient.Owner != r.Username:
		return fault.New(fault.NotOwner, "transfer %d went to an account that is not yours: only its owner may give the money back", r.Original.ID)
	case sender.System():
		return fault.New(fault.RoleRequired, "transfer %d moved cash: only a banker may take it back", r.Original.ID)
	}
	return nil
}
