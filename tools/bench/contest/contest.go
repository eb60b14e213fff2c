// Package contest measures contestants against each other, in turn, on one PostgreSQL.
package contest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/statistics"
	"example.com/simplebank/tools/bench/workload"
)

// contest is a run of all workloads.
type contest struct {
	options  Options
	ground   *ground.Ground
	accounts []workload.Account
	progress *ground.Progress
	runs     uint64 // streams given so far; those of a round are the same for each side
}

// Run measures the contestants with every workload and returns what was seen. Findings
// are no error. Progress goes to log.
func Run(ctx context.Context, program bank.Program, o Options, log io.Writer) (_ Result, err error) {
	p := ground.NewProgress(log, o.measured())
	p.Say("starting PostgreSQL, with %d accounts", o.Accounts)
	g, err := ground.Start(ctx, program)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	accounts, err := g.Make(ctx, template, o.Accounts)
	if err != nil {
		return Result{}, err
	}
	result := Result{
		Settings: Settings{
			Rounds: o.Rounds, Seconds: o.Duration.Seconds(), LightSeconds: o.lightDuration().Seconds(),
			Clients: o.Clients, Connections: Connections, Accounts: o.Accounts,
			Arrivals: string(o.Arrivals), Rate: o.Rate,
		},
		Contestants: o.Contestants,
	}
	if result.Machine, err = g.Machine(ctx); err != nil {
		return Result{}, err
	}
	c := &contest{options: o, ground: g, accounts: accounts, progress: p}
	for _, w := range o.Workloads {
		measured, findings, err := c.run(ctx, w)
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", w.Name, err)
		}
		result.Workloads = append(result.Workloads, measured)
		result.Findings = append(result.Findings, findings...)
	}
	return result, nil
}

// run measures one workload, on databases of its own.
func (c *contest) run(ctx context.Context, w workload.Workload) (_ WorkloadResult, findings []string, err error) {
	var sides []*side
	defer func() {
		for _, s := range sides {
			err = errors.Join(err, s.close())
		}
	}()
	for _, contestant := range c.options.Contestants {
		s, err := c.open(ctx, contestant, w.Name)
		if err != nil {
			return WorkloadResult{}, nil, err
		}
		sides = append(sides, s)
	}
	result := WorkloadResult{Name: w.Name, Summary: w.Summary, Books: map[string]ground.Books{}}
	if err := c.measure(ctx, w, sides, &result); err != nil {
		return WorkloadResult{}, nil, err
	}
	result.sumUp(c.options.Contestants)

	c.progress.Say("%s: auditing", w.Name)
	reports := make([]ground.Books, len(sides))
	failures := make([]error, len(sides))
	var all sync.WaitGroup
	for i, s := range sides {
		all.Go(func() { reports[i], failures[i] = s.Audit(ctx) })
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return WorkloadResult{}, nil, err
	}
	for i, s := range sides {
		result.Books[s.contestant.Name] = reports[i]
		findings = append(findings, s.Findings(reports[i])...)
	}
	return result, findings, nil
}

// drive is how the bank is driven in a phase.
type drive func(s *side, streams load.Streams) (load.Measurement, error)

// measure drives all sides in turn: first to warm up, then in each phase.
func (c *contest) measure(ctx context.Context, w workload.Workload, sides []*side, result *WorkloadResult) error {
	o := c.options
	closed := func(clients int, duration time.Duration) drive {
		return func(s *side, streams load.Streams) (load.Measurement, error) {
			return load.Closed(ctx, s.Address, clients, duration, streams)
		}
	}
	if _, err := c.rounds(ctx, "warm-up", 1, o.warmUpDuration(), w, sides, closed(o.Clients, o.warmUpDuration())); err != nil {
		return err
	}
	rounds, err := c.rounds(ctx, Closed, o.Rounds, o.Duration, w, sides, closed(o.Clients, o.Duration))
	if err != nil {
		return err
	}
	result.Rounds = rounds

	result.OpenRate = o.Rate
	if o.Rate == 0 {
		rival := sides[len(sides)-1].contestant.Name
		result.OpenRate = statistics.Median(result.values(rival, Closed, func(r Round) float64 { return r.Rate }))
	}
	if result.OpenRate == 0 {
		return fmt.Errorf("no answer came in %s, so there is no rate for the open loop", o.Duration)
	}
	schedule := o.Arrivals.Schedule(result.OpenRate, o.Duration, c.runs)
	result.OpenCame = float64(len(schedule)) / o.Duration.Seconds()
	rounds, err = c.rounds(ctx, Open, o.Rounds, o.Duration, w, sides, func(s *side, streams load.Streams) (load.Measurement, error) {
		return load.Open(ctx, s.Address, Connections, schedule, o.Duration, streams)
	})
	if err != nil {
		return err
	}
	result.Rounds = append(result.Rounds, rounds...)

	rounds, err = c.rounds(ctx, Light, o.Rounds, o.lightDuration(), w, sides, closed(1, o.lightDuration()))
	result.Rounds = append(result.Rounds, rounds...)
	return err
}

// rounds drives the sides in turn, A B A B. In a round all get the same requests.
func (c *contest) rounds(
	ctx context.Context, phase Phase, n int, duration time.Duration, w workload.Workload, sides []*side, drive drive,
) ([]Round, error) {
	var rounds []Round
	for round := 1; round <= n; round++ {
		c.runs++
		run := c.runs
		for _, s := range sides {
			m, err := drive(s, func(client int) load.Stream {
				return w.Stream(c.accounts, run, uint64(client))
			})
			if err != nil {
				return nil, s.Explain(err)
			}
			s.Remember(m)
			settled, err := s.Settle(ctx)
			if err != nil {
				return nil, s.Explain(err)
			}
			r := newRound(s.contestant.Name, phase, round, m)
			r.Settled = milliseconds(settled)
			rounds = append(rounds, r)
			c.progress.Step(duration, "%s, %s %d/%d, %s: %s", w.Name, phase, round, n, s.contestant.Name, m)
		}
	}
	return rounds, nil
}
