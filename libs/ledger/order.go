package ledger

import (
	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// Order is a user's wish to transfer money out of an account of theirs.
type Order struct {
	Username      string // who asks
	ActsOnAny     bool   // the account may be somebody else's
	FromAccountID int64
	ToAccountID   int64
	Amount        money.Amount // in minor units
	Currency      money.Currency
	Note          Note
}

// Transfer judges the order against its two accounts and returns the posting
// that carries it out. Nothing else about the source is told to whom it does not
// belong, and nothing about the target either. The errors, in the order they are
// looked for: fault.InvalidArgument, SameAccount, AccountNotFound, NotOwner and
// CurrencyMismatch of the source, AccountNotFound and CurrencyMismatch of the
// target, InsufficientFunds, BalanceOverflow.
func (o Order) Transfer(accounts Accounts) (Posting, error) {
	from, to, err := o.between(accounts)
	if err != nil {
		return Posting{}, err
	}
	p, err := post(from, to, o.Amount)
	if err != nil {
		return Posting{}, err
	}
	p.Transfer.Note = o.Note
	return p, nil
}

// between returns the two accounts of the order, or what is wrong with it apart
// from the funds.
func (o Order) between(accounts Accounts) (from, to Account, err error) {
	if err = CheckAmount(o.Amount); err != nil {
		return from, to, err
	}
	if err = o.Note.Check(); err != nil {
		return from, to, err
	}
	if o.FromAccountID == o.ToAccountID {
		return from, to, fault.New(fault.SameAccount, "from_account_id and to_account_id are the same account")
	}
	if from, err = accounts.user(o.FromAccountID); err != nil {
		return from, to, err
	}
	if from.Owner != o.Username && !o.ActsOnAny {
		return from, to, fault.New(fault.NotOwner, "account %d is not yours", from.ID)
	}
	if from.Currency != o.Currency {
		return from, to, mismatch(from, o.Currency)
	}
	if to, err = accounts.user(o.ToAccountID); err != nil {
		return from, to, err
	}
	if to.Currency != o.Currency {
		return from, to, mismatch(to, o.Currency)
	}
	return from, to, nil
}
