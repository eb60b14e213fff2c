package report

import "math"

// ticks returns where a linear axis from 0 is marked so that most is on it: at steps of 1,
// 2 or 5 times a power of ten, 4 to 10 of them. The last one is the end of the axis.
func ticks(most float64) []float64 {
	if !(most > 0) || math.IsInf(most, 0) {
		most = 1
	}
	step := math.Pow(10, math.Floor(math.Log10(most)))
	switch {
	case most/step <= 2:
		step /= 5
	case most/step <= 5:
		step /= 2
	}
	n := int(math.Ceil(most/step - 1e-9))
	marks := make([]float64, n+1)
	for i := range marks {
		marks[i] = float64(i) * step
	}
	return marks
}
