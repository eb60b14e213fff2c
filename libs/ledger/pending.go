package ledger

import (
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// Status is how far a transfer has come.
type Status string

// The statuses. A pending transfer ends once: as one of the last three.
const (
	Booked  Status = "booked"
	Pending Status = "pending"
	Posted  Status = "posted" // another transfer, which is booked, has carried it out
	Voided  Status = "voided"
	Expired Status = "expired"
)

// Statuses are all of them.
var Statuses = []Status{Booked, Pending, Posted, Voided, Expired}

// Reservation is what a pending transfer has beside what any has: until it ends
// it keeps its amount from being spent otherwise.
type Reservation struct {
	Status           Status // not [Booked]
	ExpiresAt        time.Time
	EndedAt          time.Time    // zero while it is pending
	PostedAmount     money.Amount // at most the amount reserved; 0 unless it was posted
	PostedTransferID int64        // of the transfer that carried it out; else 0
}

// Status returns the status of the transfer.
func (t Transfer) Status() Status {
	if t.Reservation == nil {
		return Booked
	}
	return t.Reservation.Status
}

// Hold is a pending transfer with its two accounts. As this package returns it,
// they are as it leaves them, and its id and times are zero until it is stored.
type Hold struct {
	Transfer    Transfer
	FromAccount Account
	ToAccount   Account
}

// Reserve judges the order as [Order.Transfer] does, but for the balance of the
// target, which nothing changes yet, and returns the pending transfer that
// reserves the amount. The errors are the same without fault.BalanceOverflow.
func (o Order) Reserve(accounts Accounts) (Hold, error) {
	from, to, err := o.between(accounts)
	if err != nil {
		return Hold{}, err
	}
	if err := checkFunds(from, o.Amount); err != nil {
		return Hold{}, err
	}
	from.Reserved += o.Amount
	return Hold{
		Transfer: Transfer{
			FromAccountID: from.ID, ToAccountID: to.ID, Amount: o.Amount, Note: o.Note,
			Reservation: &Reservation{Status: Pending},
		},
		FromAccount: from,
		ToAccount:   to,
	}, nil
}

const (
	minLifetime     = time.Second
	maxLifetime     = 720 * time.Hour
	defaultLifetime = 168 * time.Hour
)

// ParseLifetime reads how long a pending transfer is to reserve its amount: a
// duration as Go writes them, or nothing for a week. Its error is
// fault.InvalidArgument.
func ParseLifetime(text string) (time.Duration, error) {
	if text == "" {
		return defaultLifetime, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < minLifetime || d > maxLifetime {
		return 0, fault.New(fault.InvalidArgument, "expires_in must be a duration from 1s to 720h, such as 15m")
	}
	return d, nil
}
