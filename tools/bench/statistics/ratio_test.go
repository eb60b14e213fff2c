package statistics_test

import (
	"testing"

	"example.com/simplebank/tools/bench/statistics"
)

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0},
		{[]float64{3}, 3},
		{[]float64{5, 1}, 3},
		{[]float64{9, 1, 2}, 2},
		{[]float64{4, 1, 3, 2}, 2.5},
	} {
		if got := statistics.Median(tt.values); got != tt.want {
			t.Errorf("Median(%v) = %v, want %v", tt.values, got, tt.want)
		}
	}
}

func TestRatio(t *testing.T) {
	tests := []struct {
		name           string
		values, others []float64
		want           statistics.Ratio
	}{
		{"nothing", nil, nil, statistics.Ratio{}},
		{"one round", []float64{6}, []float64{2}, statistics.Ratio{Median: 3, Min: 3, Max: 3, Rounds: 1}},
		// The median of the ratios (2), not the ratio of the medians (4).
		{"by round", []float64{8, 2, 4}, []float64{1, 1, 2}, statistics.Ratio{Median: 2, Min: 2, Max: 8, Rounds: 3}},
		{"a round without the other", []float64{8, 6}, []float64{0, 2}, statistics.Ratio{Median: 3, Min: 3, Max: 3, Rounds: 1}},
		{"a round more", []float64{8, 6}, []float64{2}, statistics.Ratio{Median: 4, Min: 4, Max: 4, Rounds: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := statistics.NewRatio(tt.values, tt.others); got != tt.want {
				t.Errorf("NewRatio = %+v, want %+v", got, tt.want)
			}
		})
	}
}
