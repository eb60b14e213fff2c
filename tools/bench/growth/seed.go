package growth

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/ground"
)

// What seeding takes, more or less: for the time that is left.
const (
	timeOfTransfer = 150 * time.Microsecond
	timeOfAccount  = 400 * time.Microsecond
)

// seeding is how long a size takes to seed, more or less.
func (s Size) seeding() time.Duration {
	return time.Duration(s.history())*timeOfTransfer + time.Duration(s.Accounts)*timeOfAccount
}

// sayEvery is how often it is said how far seeding is.
const sayEvery = 5 * time.Second

// seed makes the database of a size: its accounts, its history, and the log of it, made by
// the bank beside. Afterwards it is as autovacuum would have left it.
func (g *growth) seed(ctx context.Context, b *bank) (err error) {
	size := b.size
	g.progress.Say("%s: making the accounts", size)
	start := time.Now()
	accounts, err := g.ground.Make(ctx, b.seeded(), size.Accounts)
	if err != nil {
		return err
	}
	g.progress.Step(time.Duration(size.Accounts)*timeOfAccount, "%s: the accounts are there", size)
	b.history = newHistory(accounts, size.history())
	for _, i := range append([]int{b.history.merchant}, b.history.others...) {
		b.payers = append(b.payers, accounts[i])
	}
	if b.side, err = g.ground.Open(ctx, b.seeded(), ground.Setup{}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := g.book(ctx, b); err != nil {
		return err
	}
	b.result.BookedSeconds = time.Since(start).Seconds()
	if err := g.catchUp(ctx, b); err != nil {
		return err
	}
	b.result.SeededSeconds = time.Since(start).Seconds()
	// Queries are planned as for tables of this size, and find them tidy.
	if err := g.ground.ExecuteIn(ctx, b.seeded(), "VACUUM (ANALYZE)"); err != nil {
		return err
	}
	if b.result.Bytes, err = g.ground.SizeOf(ctx, b.seeded()); err != nil {
		return err
	}
	return b.findCursors(ctx, rand.New(rand.NewPCG(uint64(size.Transfers), 1)))
}

// book adds the history, and says how far it is.
func (g *growth) book(ctx context.Context, b *bank) error {
	done, said := 0, time.Now()
	var pending time.Duration // not told to the progress yet
	h := b.history
	return books.Book(ctx, g.ground.ServiceSource(b.seeded()), h.accounts, h.n, h.booking, func(group books.Group, bookings []books.Booking) {
		h.remember(group, bookings)
		done += len(bookings)
		pending += time.Duration(len(bookings)) * timeOfTransfer
		if time.Since(said) >= sayEvery || done == h.n {
			g.progress.Step(pending, "%s: %d %% booked", b.size, 100*done/h.n)
			said, pending = time.Now(), 0
		}
	})
}

const (
	// patience is how long the log may stay as it is while transfers wait for it.
	patience = 2 * time.Minute
	// look is how often it is looked at: to count millions takes a while.
	look = time.Second
)

// catchUp waits until the log has all that was seeded.
func (g *growth) catchUp(ctx context.Context, b *bank) error {
	least, since, said := -1, time.Now(), time.Now()
	for {
		waiting, err := b.side.Unlogged(ctx)
		if err != nil {
			return err
		}
		switch {
		case waiting == 0:
			return nil
		case least < 0 || waiting < least:
			least, since = waiting, time.Now()
		case time.Since(since) > patience:
			return b.side.Explain(fmt.Errorf("%d transfers wait for the log, and for %s none has got there", waiting, patience))
		}
		if time.Since(said) >= sayEvery {
			g.progress.Say("%s: %d transfers wait for the log", b.size, waiting)
			said = time.Now()
		}
		select {
		case <-time.After(look):
		case <-ctx.Done():
			return fmt.Errorf("wait for the log of transfers: %w", ctx.Err())
		}
	}
}
