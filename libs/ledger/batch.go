package ledger

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"example.com/simplebank/libs/fault"
)

// MaxLegs is how many orders a batch may have.
const MaxLegs = 1000

// Batch is orders of one user of which all are carried out or none.
type Batch []Order

// Check returns a fault.InvalidArgument error for a batch of too few or too many.
func (b Batch) Check() error {
	if len(b) < 1 || len(b) > MaxLegs {
		return fault.New(fault.InvalidArgument, "legs must be a list of 1 to %d transfers", MaxLegs)
	}
	return nil
}

// AccountIDs returns the id of every account of the orders, once.
func (b Batch) AccountIDs() []int64 {
	ids := make([]int64, 0, 2*len(b))
	for _, o := range b {
		ids = append(ids, o.FromAccountID, o.ToAccountID)
	}
	sortIDs(ids)
	return slices.Compact(ids)
}

// Transfer judges the orders one after the other, each against what those before
// it leave, and returns their postings in the same order. The errors are those of
// [Batch.Check] and, in a [LegError], of [Order.Transfer].
func (b Batch) Transfer(accounts Accounts) ([]Posting, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	accounts = maps.Clone(accounts)
	postings := make([]Posting, 0, len(b))
	for i, order := range b {
		p, err := order.Transfer(accounts)
		if err != nil {
			return nil, &LegError{Leg: i, Err: err}
		}
		accounts[p.FromAccount.ID], accounts[p.ToAccount.ID] = p.FromAccount, p.ToAccount
		postings = append(postings, p)
	}
	return postings, nil
}

// LegError says which order of a batch an error is about.
type LegError struct {
	Leg int // from 0
	Err error
}

// Error returns the text of the error, after the leg's number.
func (e *LegError) Error() string { return fmt.Sprintf("leg %d: %v", e.Leg, e.Err) }

// Unwrap returns the error without the leg.
func (e *LegError) Unwrap() error { return e.Err }

// Final returns the accounts that the postings touch as the last of them leaves
// each, in the order of their ids.
func Final(postings []Posting) []Account {
	last := Accounts{}
	for _, p := range postings {
		last[p.FromAccount.ID], last[p.ToAccount.ID] = p.FromAccount, p.ToAccount
	}
	ids := slices.Collect(maps.Keys(last))
	sortIDs(ids)
	accounts := make([]Account, len(ids))
	for i, id := range ids {
		accounts[i] = last[id]
	}
	return accounts
}

// sortIDs is not slices.Sort, of which each type of element has a copy in the binary.
func sortIDs(ids []int64) {
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
}
