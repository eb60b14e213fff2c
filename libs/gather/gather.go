// Package gather has the work of concurrent callers done together: where one
// round trip or one commit serves many as well as one, as in the group commit
// of databases.
//
// It never waits for company. A call that comes alone is carried out at once;
// those that come meanwhile make up the next group, which is the larger the
// longer one takes: under load, groups grow by themselves.
package gather

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// ErrFull is the error for a call that found too many waiting. Nothing was done.
var ErrFull = errors.New("too many calls are waiting")

// Options bounds the work. All are required.
type Options struct {
	Workers int           // how many groups are carried out at a time
	Group   int           // how many calls are in a group at most
	Waiting int           // how many calls wait at most; for one more it is ErrFull
	Timeout time.Duration // bounds the work on a group
}

// Outcome is what came of one call.
type Outcome[Result any] struct {
	Result Result
	Err    error
}

// Failed returns the outcomes of n calls that all ended with the error.
func Failed[Result any](n int, err error) []Outcome[Result] {
	outcomes := make([]Outcome[Result], n)
	for i := range outcomes {
		outcomes[i].Err = err
	}
	return outcomes
}

// Gatherer carries calls out in groups. Its methods may be called concurrently.
type Gatherer[Request, Result any] struct {
	options Options
	do      func(context.Context, []Request) []Outcome[Result]

	mu      sync.Mutex
	waiting []*call[Request, Result] // oldest first
	working int
}

type call[Request, Result any] struct {
	ctx     context.Context
	request Request
	done    chan Outcome[Result] // takes one
}

// New returns a gatherer by whose options do carries out groups. It returns an
// outcome for each of the requests, in their order. The context is that of the
// group: it has the options' timeout, and goes on when a caller gives up.
func New[Request, Result any](options Options, do func(context.Context, []Request) []Outcome[Result]) *Gatherer[Request, Result] {
	return &Gatherer[Request, Result]{options: options, do: do}
}

// Do returns what came of the request. Besides do's, the errors are ErrFull and,
// when ctx ends first, its cause: the request was then carried out as part of
// its group, or is not going to be.
func (g *Gatherer[Request, Result]) Do(ctx context.Context, request Request) (Result, error) {
	c := &call[Request, Result]{ctx: ctx, request: request, done: make(chan Outcome[Result], 1)}
	if !g.enqueue(c) {
		return *new(Result), ErrFull
	}
	select {
	case outcome := <-c.done:
		return outcome.Result, outcome.Err
	case <-ctx.Done():
		return *new(Result), context.Cause(ctx)
	}
}

func (g *Gatherer[Request, Result]) enqueue(c *call[Request, Result]) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) >= g.options.Waiting {
		return false
	}
	g.waiting = append(g.waiting, c)
	if g.working < g.options.Workers {
		g.working++
		go g.work()
	}
	return true
}

// work carries out groups until nobody waits.
func (g *Gatherer[Request, Result]) work() {
	for {
		group := g.take()
		if len(group) == 0 {
			return
		}
		g.carryOut(group)
	}
}

// take returns the next group. If there is none, the worker has ended.
func (g *Gatherer[Request, Result]) take() []*call[Request, Result] {
	g.mu.Lock()
	defer g.mu.Unlock()
	group := make([]*call[Request, Result], 0, min(len(g.waiting), g.options.Group))
	taken := 0
	for _, c := range g.waiting {
		if len(group) == g.options.Group {
			break
		}
		taken++
		if c.ctx.Err() == nil { // else its caller has gone
			group = append(group, c)
		}
	}
	rest := copy(g.waiting, g.waiting[taken:])
	clear(g.waiting[rest:])
	g.waiting = g.waiting[:rest]
	if len(group) == 0 {
		g.working--
	}
	return group
}

func (g *Gatherer[Request, Result]) carryOut(group []*call[Request, Result]) {
	requests := make([]Request, len(group))
	for i, c := range group {
		requests[i] = c.request
	}
	ctx, cancel := context.WithTimeout(context.Background(), g.options.Timeout)
	defer cancel()
	outcomes := g.outcomes(ctx, requests)
	for i, c := range group {
		c.done <- outcomes[i]
	}
}

// outcomes makes an error of a panic: there is no handler here to catch it, and
// the process serves others.
func (g *Gatherer[Request, Result]) outcomes(ctx context.Context, requests []Request) (outcomes []Outcome[Result]) {
	defer func() {
		if reason := recover(); reason != nil {
			outcomes = Failed[Result](len(requests), fmt.Errorf("panic: %v\n%s", reason, debug.Stack()))
		}
	}()
	return g.do(ctx, requests)
}
