package statistics_test

import (
	"testing"
	"time"

	"example.com/simplebank/tools/bench/statistics"
)

// upTo returns 1, 2, … n.
func upTo(n int) []time.Duration {
	durations := make([]time.Duration, n)
	for i := range durations {
		durations[i] = time.Duration(i + 1)
	}
	return durations
}

func TestPercentile(t *testing.T) {
	tests := []struct {
		name   string
		sorted []time.Duration
		p      float64
		want   time.Duration
	}{
		{"none", nil, 99, 0},
		{"one", upTo(1), 1, 1},
		{"the least", upTo(10), 0, 1},
		{"half of two", upTo(2), 50, 1},
		{"half of three", upTo(3), 50, 2},
		{"p90 of ten", upTo(10), 90, 9},
		{"p99 of ten", upTo(10), 99, 10},
		{"p99 of a hundred", upTo(100), 99, 99},
		{"p99.9 of a thousand", upTo(1000), 99.9, 999},
		{"p99.9 of a hundred", upTo(100), 99.9, 100},
		{"all", upTo(7), 100, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := statistics.Percentile(tt.sorted, tt.p); got != tt.want {
				t.Errorf("p%v = %d, want %d", tt.p, got, tt.want)
			}
		})
	}
}

func TestLatencySorts(t *testing.T) {
	got := statistics.NewLatency([]time.Duration{30, 10, 20})
	if want := (statistics.Latency{P50: 20, P90: 30, P99: 30, P999: 30, Max: 30}); got != want {
		t.Errorf("NewLatency = %+v, want %+v", got, want)
	}
	if got := statistics.NewLatency(nil); got != (statistics.Latency{}) {
		t.Errorf("without answers NewLatency = %+v", got)
	}
}
