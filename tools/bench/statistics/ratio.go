package statistics

import "slices"

// Median returns the middle of the values, of an even number the mean of the two in
// the middle; 0 if there are none.
func Median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// Ratio is how many times as much one side has as the other, over rounds in which
// both were measured one after the other.
type Ratio struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Rounds int     `json:"rounds"` // 0 if there is nothing to tell
}

// NewRatio returns the ratio of the values to those of the other side in the same
// rounds. A round in which either has nothing is left out.
func NewRatio(values, others []float64) Ratio {
	var ratios []float64
	for i := range min(len(values), len(others)) {
		if values[i] > 0 && others[i] > 0 {
			ratios = append(ratios, values[i]/others[i])
		}
	}
	if len(ratios) == 0 {
		return Ratio{}
	}
	return Ratio{Median: Median(ratios), Min: slices.Min(ratios), Max: slices.Max(ratios), Rounds: len(ratios)}
}
