package ground

import (
	"fmt"
	"io"
	"time"
)

// Progress says how far a run is, and how long it will take.
type Progress struct {
	log     io.Writer
	start   time.Time
	planned time.Duration // of all steps
	done    time.Duration
}

// trusted is a part of the plan that is taken to have been carried out beforehand, in just
// the time that was planned for it: what takes a moment says little about what takes an hour.
const trusted = 30 * time.Second

// NewProgress begins a run of steps that are to take that long in all. It is told to log.
func NewProgress(log io.Writer, planned time.Duration) *Progress {
	return &Progress{log: log, start: time.Now(), planned: planned}
}

// Step says that something is done which was planned to take that long.
func (p *Progress) Step(planned time.Duration, format string, args ...any) {
	p.done += planned
	p.Say(format, args...)
}

// Say prints a line with the time that is left, as far as can be told from the part that
// is done, in which there is more than what was planned.
func (p *Progress) Say(format string, args ...any) {
	left := left(p.planned, p.done, time.Since(p.start))
	// What cannot be printed there is of no use elsewhere.
	_, _ = fmt.Fprintf(p.log, "%6s left  %s\n", left.Round(time.Second), fmt.Sprintf(format, args...))
}

// left is how long what is not done will take, if it is as much longer than planned as what
// was done in the time that has gone by.
func left(planned, done, elapsed time.Duration) time.Duration {
	return time.Duration(float64(planned-done) * float64(trusted+elapsed) / float64(trusted+done))
}
