package selftest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres"
)

// logAttempts is how often the rest of the log is tried to be written: once more than
// the store has connections.
const logAttempts = 21

// Load has the clients ask for transfers, and the log of transfers be extended beside
// them, and then until it has all. It waits for all answers, also when ctx ends: that
// is an error.
//
// At a rate requests are due at equal intervals, and an answer takes from when its
// request was due, whenever there was a client to send it (no coordinated omission).
// What no client has come to send when the duration is over is not sent any more.
func (t *Trial) Load(ctx context.Context) error {
	logging, stop := context.WithCancel(ctx)
	var work, log sync.WaitGroup
	log.Go(func() { t.ledger.Run(logging) })
	group := t.store.NewGroupCommit()
	o := &t.outcome
	o.start = time.Now()
	for range t.Clients {
		c := client{trial: t, transfer: group.Transfer}
		work.Go(func() {
			for due, ok := t.next(ctx); ok; due, ok = t.next(ctx) {
				c.serve(due)
			}
		})
	}
	work.Wait()
	o.took = time.Since(o.start)
	stop()
	log.Wait()
	t.Progress("all are answered; checking")
	err := t.ledger.Extend(ctx)
	// Connections that were lost meanwhile are still among those of the store.
	for attempt := 1; attempt < logAttempts && errors.Is(err, postgres.ErrUnavailable) && ctx.Err() == nil; attempt++ {
		err = t.ledger.Extend(ctx)
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return fault.During("carry out transfers", err)
	}
	return nil
}

// next returns when the next request was or is due, no sooner than it is, unless there
// is none any more.
func (t *Trial) next(ctx context.Context) (due time.Time, ok bool) {
	o := &t.outcome
	o.mu.Lock()
	asked := o.asked
	o.asked++
	now := time.Now()
	after := now.Sub(o.start)
	tell := after > o.told+t.Duration/5
	if tell {
		o.told = after
	}
	o.mu.Unlock()
	if tell {
		t.Progress(fmt.Sprintf("%d requests in %.1f s", asked, after.Seconds()))
	}
	due = now
	if t.Rate > 0 {
		due = o.start.Add(time.Duration(asked) * time.Second / time.Duration(t.Rate))
	}
	if end := o.start.Add(t.Duration); !now.Before(end) || !due.Before(end) {
		return due, false
	}
	select {
	case <-ctx.Done():
		return due, false
	case <-time.After(due.Sub(now)):
		return due, true
	}
}
