// Package statistics has what is told of measurements.
package statistics

import (
	"math"
	"slices"
	"time"
)

// Latency says how long answers took. All fields are zero if there were none.
type Latency struct {
	P50, P90, P99, P999, Max time.Duration
}

// NewLatency returns the percentiles of the durations, which it sorts.
func NewLatency(durations []time.Duration) Latency {
	slices.Sort(durations)
	return Latency{
		P50:  Percentile(durations, 50),
		P90:  Percentile(durations, 90),
		P99:  Percentile(durations, 99),
		P999: Percentile(durations, 99.9),
		Max:  Percentile(durations, 100),
	}
}

// Percentile returns the smallest of the sorted durations that at least p percent
// of them do not exceed (the nearest rank), 0 if there are none.
func Percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	// 99.9 % of 1000 must be 999, not the 999.0000000001 of binary fractions.
	rank := int(math.Ceil(p/100*float64(len(sorted)) - 1e-9))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
