// Package ledger decides what money may do: who may move it, between which
// accounts, and what the move leaves on each of them. It holds no state and
// does no I/O; whoever calls it reads the accounts under lock and stores the
// posting it returns.
//
// The ledger is double entry. Every posting has two entries that sum to zero,
// and money enters and leaves the bank through one system account a currency,
// so that all balances of a currency sum to zero at all times.
package ledger

import (
	"time"

	"example.com/simplebank/libs/money"
)

// Account is a balance in one currency.
type Account struct {
	ID        int64
	Owner     string // a username; empty for a system account
	Balance   money.Amount
	Reserved  money.Amount // of the balance, by pending transfers that bind it
	Currency  money.Currency
	CreatedAt time.Time
}

// System reports whether the account is the bank's own side of deposits and
// withdrawals. Only such an account may have a negative balance, and to users
// it does not exist.
func (a Account) System() bool { return a.Owner == "" }

// isOf reports whether the account is the user's.
func (a Account) isOf(username string) bool { return !a.System() && a.Owner == username }

// Available returns what may be spent: what no pending transfer reserves.
func (a Account) Available() money.Amount { return a.Balance - a.Reserved }
