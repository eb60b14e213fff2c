package postgres

import (
	"testing"
	"time"
)

func TestJudgeClock(t *testing.T) {
	for _, tt := range []struct {
		ahead, took time.Duration
		want        Status
	}{
		{0, 0, OK},
		{time.Second, 0, OK},
		{-time.Second, 0, OK},
		{1001 * time.Millisecond, 0, Warning},
		{-1001 * time.Millisecond, 0, Warning},
		{2 * time.Second, 2 * time.Second, OK}, // may be of the way
		{3 * time.Second, 2 * time.Second, Warning},
	} {
		if got := judgeClock(tt.ahead, tt.took); got.Status != tt.want {
			t.Errorf("%v ahead as seen in %v: %+v, want %s", tt.ahead, tt.took, got, tt.want)
		}
	}
}
