package ledger

import (
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// Transfer is a move of money from one account to another, or one that is
// pending: see [Reservation].
type Transfer struct {
	ID                 int64
	FromAccountID      int64
	ToAccountID        int64
	Amount             money.Amount // positive, in minor units
	ReversesTransferID int64        // of the transfer that this one takes back; else 0
	PostsTransferID    int64        // of the pending transfer that this one carries out; else 0
	Note               Note
	CreatedAt          time.Time
	Reservation        *Reservation // nil for a transfer that is booked
}

// Entry is one side of a transfer: what it added to one account's balance.
type Entry struct {
	ID        int64
	AccountID int64
	Amount    money.Amount // in minor units; negative where money left
	CreatedAt time.Time
}

// Posting is a transfer with all it entails. As this package returns it, the
// accounts have their new balances, and the ids and times of transfer and
// entries are zero until it is stored.
type Posting struct {
	Transfer    Transfer
	FromAccount Account
	ToAccount   Account
	FromEntry   Entry
	ToEntry     Entry
}

// post moves a positive amount between two different accounts of one currency.
func post(from, to Account, amount money.Amount) (Posting, error) {
	if err := checkFunds(from, amount); err != nil {
		return Posting{}, err
	}
	var err error
	if from.Balance, err = from.Balance.Sub(amount); err != nil {
		return Posting{}, overflow(from)
	}
	if to.Balance, err = to.Balance.Add(amount); err != nil {
		return Posting{}, overflow(to)
	}
	return Posting{
		Transfer:    Transfer{FromAccountID: from.ID, ToAccountID: to.ID, Amount: amount},
		FromAccount: from,
		ToAccount:   to,
		FromEntry:   Entry{AccountID: from.ID, Amount: -amount},
		ToEntry:     Entry{AccountID: to.ID, Amount: amount},
	}, nil
}

// checkFunds returns a fault.InsufficientFunds error unless the account may
// spend the amount.
func checkFunds(a Account, amount money.Amount) error {
	if !a.System() && a.Available() < amount {
		return fault.New(fault.InsufficientFunds, "account %d has %s available, less than %s",
			a.ID, a.Available().Format(a.Currency), amount.Format(a.Currency))
	}
	return nil
}

// CheckAmount returns a fault.InvalidArgument error for an amount that cannot be
// moved. Every move is checked; a caller may do so before to save the work.
func CheckAmount(amount money.Amount) error {
	if amount <= 0 {
		return fault.New(fault.InvalidArgument, "amount must be a whole number of minor units above zero")
	}
	return nil
}

func mismatch(a Account, asked money.Currency) error {
	return fault.New(fault.CurrencyMismatch, "account %d is in %s, not in %s", a.ID, a.Currency, asked)
}

func overflow(a Account) error {
	return fault.New(fault.BalanceOverflow, "account %d cannot hold a balance that large", a.ID)
}
