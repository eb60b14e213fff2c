package report

import "testing"

func TestTicks(t *testing.T) {
	tests := []struct{ most, step, end float64 }{
		{0, 0.2, 1},
		{1, 0.2, 1},
		{1.01, 0.2, 1.2},
		{2, 0.2 * 1, 2},
		{4.9, 0.5, 5},
		{5.1, 1, 6},
		{6213, 1000, 7000},
		{10_000, 2000, 10_000},
		{0.03, 0.005, 0.03},
	}
	for _, tt := range tests {
		marks := ticks(tt.most)
		near := func(got, want float64) bool { return got-want < 1e-9 && want-got < 1e-9 }
		if !near(marks[1], tt.step) || !near(marks[len(marks)-1], tt.end) || marks[0] != 0 {
			t.Errorf("ticks(%g) = %v, want steps of %g up to %g", tt.most, marks, tt.step, tt.end)
		}
		if len(marks) < 5 || len(marks) > 11 {
			t.Errorf("ticks(%g) are %d", tt.most, len(marks))
		}
	}
}
