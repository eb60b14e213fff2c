// Package growth measures how the cost of the bank's operations grows with what it has
// stored: the same operations on banks of several sizes, in turn, on one PostgreSQL.
package growth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	benchbank "example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/load"
)

// growth is a run of all series.
type growth struct {
	options  Options
	ground   *ground.Ground
	progress *ground.Progress
	runs     uint64 // of measurements so far
}

// Run measures all series, one after the other, and returns what was seen. Findings are no
// error. Progress goes to log.
func Run(ctx context.Context, program benchbank.Program, o Options, log io.Writer) (_ Result, err error) {
	g := &growth{options: o, progress: ground.NewProgress(log, o.planned())}
	g.progress.Say("starting PostgreSQL")
	if g.ground, err = ground.Start(ctx, program, o.Settings...); err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, g.ground.Close()) }()
	result := Result{Settings: Settings{
		Rounds: o.Rounds, Seconds: o.Duration.Seconds(), ReadSeconds: o.readDuration().Seconds(), Clients: o.Clients, Lines: o.lines(),
	}}
	if result.Machine, err = g.ground.Machine(ctx); err != nil {
		return Result{}, err
	}
	for i, series := range o.Series {
		last := i == len(o.Series)-1
		summed, err := g.series(ctx, series, last)
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", series.Name, err)
		}
		result.Series = append(result.Series, summed)
		if len(result.Findings()) > 0 { // of what there is left, nothing would count
			break
		}
	}
	return result, nil
}

// series measures the sizes of a series, and leaves nothing of them for those of the next
// one, if it is not the last: what lies in memory and on the disk beside a size are the
// others that it is compared with, and no more.
func (g *growth) series(ctx context.Context, series Series, last bool) (_ SeriesResult, err error) {
	var banks []*bank
	defer func() {
		for _, b := range banks {
			err = errors.Join(err, b.close())
		}
	}()
	for _, size := range series.Sizes {
		b := newBank(g.ground, size)
		banks = append(banks, b)
		if err := g.seed(ctx, b); err != nil {
			return SeriesResult{}, fmt.Errorf("seed %s: %w", size, err)
		}
	}
	result := SeriesResult{Name: series.Name}
	if result.Rounds, err = g.measure(ctx, banks); err != nil {
		return SeriesResult{}, err
	}
	for _, b := range banks {
		if err := g.audit(ctx, b); err != nil {
			return SeriesResult{}, err
		}
		result.Sizes = append(result.Sizes, b.result)
		if !last {
			if err := b.remove(ctx); err != nil {
				return SeriesResult{}, err
			}
		}
	}
	result.sumUp()
	return result, nil
}

// operation is something that is measured.
type operation struct {
	name    string
	unit    Unit
	measure func(ctx context.Context, g *growth, b *bank, run uint64) (load.Measurement, error)
}

// operations are all that are measured, in order: what adds most to a small database comes
// last.
func operations() []operation {
	var all []operation
	for _, one := range reads {
		all = append(all, operation{one.name, Milliseconds, func(ctx context.Context, g *growth, b *bank, run uint64) (load.Measurement, error) {
			return b.read(ctx, one, 1, g.options.readDuration(), run, g.options.lines())
		}})
	}
	return append(all,
		operation{"transfer, one client", Milliseconds, func(ctx context.Context, g *growth, b *bank, run uint64) (load.Measurement, error) {
			return b.transfers(ctx, 1, g.options.readDuration(), run)
		}},
		operation{"transfers, all clients", PerSecond, func(ctx context.Context, g *growth, b *bank, run uint64) (load.Measurement, error) {
			return b.transfers(ctx, g.options.Clients, g.options.Duration, run)
		}})
}

// measure measures all operations at all sizes in turn, A B C, and B C A in the next round,
// so that what else the machine does hits all alike.
func (g *growth) measure(ctx context.Context, banks []*bank) ([]Round, error) {
	if err := g.ground.Execute(ctx, "CHECKPOINT"); err != nil {
		return nil, err
	}
	for _, b := range banks {
		if err := b.open(ctx, g.options.Clients); err != nil {
			return nil, fmt.Errorf("%s: %w", b.size, err)
		}
	}
	var rounds []Round
	for round := 1; round <= g.options.Rounds; round++ {
		for _, b := range banks {
			if err := b.renew(ctx, g.options.Clients); err != nil {
				return nil, fmt.Errorf("%s: %w", b.size, err)
			}
		}
		for _, op := range operations() {
			g.runs++
			for i := range banks {
				b := banks[(i+round-1)%len(banks)]
				start := time.Now()
				m, err := op.measure(ctx, g, b, g.runs)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", op.name, err)
				}
				if m.Answers == 0 {
					return nil, b.side.Explain(fmt.Errorf("%s: no answer was right: %v, %v", op.name, m.LostAnswers, m.Wrong))
				}
				rounds = append(rounds, Round{
					Operation: op.name, Size: b.size, Round: round, Unit: op.unit, Value: op.unit.figure(m), Answers: m.Answers,
				})
				g.progress.Step(g.planned(op), "%s %d/%d, %s: %s (in %s)", op.name, round, g.options.Rounds, b.size, m,
					time.Since(start).Round(10*time.Millisecond))
			}
		}
	}
	return rounds, nil
}

func (g *growth) planned(op operation) time.Duration {
	if op.unit == PerSecond {
		return g.options.Duration
	}
	return g.options.readDuration()
}

// audit proves the books of a bank, those of a large one only in part.
func (g *growth) audit(ctx context.Context, b *bank) error {
	check := b.side.Check
	if b.size.Transfers <= g.options.AuditUpTo {
		g.progress.Say("%s: auditing", b.size)
		check = b.side.Audit
	}
	found, err := check(ctx)
	if err != nil {
		return err
	}
	b.result.add(b.side, found)
	return nil
}
