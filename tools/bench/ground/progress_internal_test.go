package ground

import (
	"testing"
	"time"
)

func TestLeft(t *testing.T) {
	for _, tt := range []struct {
		name                         string
		planned, done, elapsed, want time.Duration
	}{
		{"nothing is done", time.Hour, 0, 0, time.Hour},
		{"a moment took ten", time.Hour, time.Second, 10 * time.Second, 77 * time.Minute},
		{"half took twice as long", time.Hour, 30 * time.Minute, time.Hour, 60 * time.Minute},
		{"all is done", time.Hour, time.Hour, 2 * time.Hour, 0},
	} {
		if got := left(tt.planned, tt.done, tt.elapsed); (got - tt.want).Abs() > time.Minute {
			t.Errorf("%s: %v, want %v or so", tt.name, got, tt.want)
		}
	}
}
