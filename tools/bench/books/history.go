package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/tools/bench/workload"
)

const (
	// GroupSize is how many transfers have one time: as many as the bank commits
	// together under load, more or less.
	GroupSize = 16
	// groupsAtOnce is how many groups are added in one transaction.
	groupsAtOnce = 64
)

// Booking is a transfer to be, by indexes of accounts.
type Booking struct {
	From, To  int
	Amount    int64  // minor units
	Reference string // empty for none
}

// Group is some transfers of one time that were added.
type Group struct {
	At             time.Time // to the microsecond
	LastTransferID int64
}

// Book adds n transfers between accounts of [Seed], which have moved no money yet, as the
// bank does under load: groups of [GroupSize] through the view bookings, so that what the
// schema checks and makes by itself is as if they had come over HTTP. The k-th is
// booking(k), from 0 on. Each group that is stored is told to stored, in order. The source
// is that of the service's role, for the reason that Seed tells.
func Book(
	ctx context.Context, source string, accounts []workload.Account, n int, booking func(k int) Booking, stored func(g Group, bookings []Booking),
) (err error) {
	db, err := sql.Open("postgres", source)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	b := &booker{accounts: accounts, balances: make([]int64, len(accounts)), stored: stored}
	for i := range b.balances {
		b.balances[i] = workload.Funds
	}
	for done := 0; done < n; {
		size := min(n-done, GroupSize*groupsAtOnce)
		if err := b.addGroups(ctx, db, done, size, booking); err != nil {
			return fmt.Errorf("add transfers: %w", err)
		}
		done += size
	}
	return nil
}

// booker knows what each account holds.
type booker struct {
	accounts []workload.Account
	balances []int64
	stored   func(Group, []Booking)
}

const insertBooking = `
	INSERT INTO bookings (from_account_ids, to_account_ids, amounts, from_balances, to_balances,
		reverses_transfer_ids, posts_transfer_ids, transfer_references, transfer_metadata)
	VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)
	RETURNING created_at, transfer_ids[array_upper(transfer_ids, 1)]`

// addGroups adds size transfers from the first on in one transaction.
func (b *booker) addGroups(ctx context.Context, db *sql.DB, first, size int, booking func(k int) Booking) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // an error means that it is committed
	insert, err := tx.PrepareContext(ctx, insertBooking)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	defer insert.Close()
	for done := 0; done < size; done += GroupSize {
		bookings := make([]Booking, min(size-done, GroupSize))
		for i := range bookings {
			bookings[i] = booking(first + done + i)
		}
		var g Group
		if err := insert.QueryRowContext(ctx, b.arrays(bookings)...).Scan(&g.At, &g.LastTransferID); err != nil {
			return err
		}
		g.At = g.At.UTC()
		b.stored(g, bookings)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// arrays returns the arguments of insertBooking, and books the transfers here.
func (b *booker) arrays(bookings []Booking) []any {
	n := len(bookings)
	from, to, amounts := make(pq.Int64Array, n), make(pq.Int64Array, n), make(pq.Int64Array, n)
	fromBalances, toBalances := make(pq.Int64Array, n), make(pq.Int64Array, n)
	references := make(pq.StringArray, n)
	for i, one := range bookings {
		b.balances[one.From] -= one.Amount
		b.balances[one.To] += one.Amount
		from[i], to[i], amounts[i] = b.accounts[one.From].ID, b.accounts[one.To].ID, one.Amount
		fromBalances[i], toBalances[i] = b.balances[one.From], b.balances[one.To]
		references[i] = one.Reference
	}
	return []any{from, to, amounts, fromBalances, toBalances, make(pq.Int64Array, n), references, make(pq.StringArray, n)}
}
