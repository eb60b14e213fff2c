package contest

import (
	"time"

	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

// Options says what is measured, and how. All fields are required, but for Rate.
type Options struct {
	Contestants []Contestant // the last one is what the others are compared with
	Workloads   []workload.Workload
	Rounds      int           // in each, all contestants are measured one after the other
	Duration    time.Duration // of a measurement
	Clients     int           // of a closed loop
	Accounts    int
	Arrivals    load.Arrivals // of an open loop
	// Rate is that of an open loop, in requests a second; 0 for what the last contestant
	// did in the closed loop.
	Rate float64
}

// Connections is how many an open loop has: more than the requests that the bank works on
// at once, so that few wait for one.
const Connections = 128

// minRounds of light load and of warming up are not shortened below this.
const minDuration = 300 * time.Millisecond

// lightDuration is that of a measurement under light load, of which only the median is
// told: a few hundred answers are enough.
func (o Options) lightDuration() time.Duration {
	return max(o.Duration/3, min(o.Duration, minDuration))
}

// warmUpDuration is how long each server is driven before it is measured.
func (o Options) warmUpDuration() time.Duration {
	return max(o.Duration/2, min(o.Duration, minDuration))
}

// measured is how long everything is driven in all.
func (o Options) measured() time.Duration { return time.Duration(len(o.Workloads)) * o.measuredOne() }

// measuredOne is how long one workload is.
func (o Options) measuredOne() time.Duration {
	round := 2*o.Duration + o.lightDuration()
	return time.Duration(len(o.Contestants)) * (o.warmUpDuration() + time.Duration(o.Rounds)*round)
}
