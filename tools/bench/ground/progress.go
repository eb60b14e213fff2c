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

// trusted is how much of a plan counts as carried out in that time before anything is: what
// takes a moment says little about what takes an hour.
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
	left := p.planned - p.done
	left = time.Duration(float64(left) * float64(trusted+time.Since(p.start)) / float64(trusted+p.done))
	// What cannot be printed there is of no use elsewhere.
	_, _ = fmt.Fprintf(p.log, "%6s left  %s\n", left.Round(time.Second), fmt.Sprintf(format, args...))
}
