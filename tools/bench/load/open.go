package load

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Arrivals says how the requests of an open loop come.
type Arrivals string

const (
	// Poisson arrivals come by chance, as those of many people who do not know of each
	// other.
	Poisson Arrivals = "poisson"
	// Constant arrivals come at equal intervals.
	Constant Arrivals = "constant"
)

// Schedule returns when requests come, rate of them a second, from the start on and until
// the duration is over. Those of the same seed are the same.
func (a Arrivals) Schedule(rate float64, duration time.Duration, seed uint64) []time.Duration {
	r := rand.New(rand.NewPCG(seed, 0))
	interval := float64(time.Second) / rate
	var schedule []time.Duration
	for at := 0.0; at < float64(duration); {
		schedule = append(schedule, time.Duration(at))
		if a == Poisson {
			at += r.ExpFloat64() * interval
		} else {
			at += interval
		}
	}
	return schedule
}

// Open sends requests as they come by the schedule, whether or not earlier ones have been
// answered, over that many connections. Where all are in use a request waits for one, but
// the time of its answer counts from when it came: what a slow bank makes callers wait is
// not left out (no coordinated omission). None is skipped.
func Open(
	ctx context.Context, address string, connections int, schedule []time.Duration, duration time.Duration, streams Streams,
) (Measurement, error) {
	workers, err := connect(ctx, address, connections, streams)
	if err != nil {
		return Measurement{}, err
	}
	defer closeAll(workers)
	var next atomic.Int64
	return run(workers, duration, func(w *worker, start time.Time) error {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(schedule) {
				return nil
			}
			came := start.Add(schedule[i])
			if err := waitUntil(ctx, came); err != nil {
				return err
			}
			if err := w.serve(ctx, came); err != nil {
				return err
			}
		}
	})
}

func waitUntil(ctx context.Context, at time.Time) error {
	wait := time.Until(at)
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
