package contest

import (
	"fmt"
	"io"
	"time"
)

// progress says how far a run is, and how long it will take.
type progress struct {
	log      io.Writer
	start    time.Time
	planned  time.Duration // of all measurements
	measured time.Duration // of those that are done
}

func newProgress(log io.Writer, planned time.Duration) *progress {
	return &progress{log: log, start: time.Now(), planned: planned}
}

// step says that a measurement is done.
func (p *progress) step(took time.Duration, format string, args ...any) {
	p.measured += took
	p.say(format, args...)
}

// say prints a line with the time that is left, as far as can be told from the part that
// is done, in which there is more than measurements.
func (p *progress) say(format string, args ...any) {
	left := p.planned - p.measured
	if p.measured > 0 {
		left = time.Duration(float64(left) * float64(time.Since(p.start)) / float64(p.measured))
	}
	// What cannot be printed there is of no use elsewhere.
	_, _ = fmt.Fprintf(p.log, "%6s left  %s\n", left.Round(time.Second), fmt.Sprintf(format, args...))
}
