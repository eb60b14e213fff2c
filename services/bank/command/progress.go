package command

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	proof "example.com/simplebank/libs/postgres/audit"
)

const (
	barWidth = 30
	// barInterval is how often a bar moves, lineInterval how often there is a
	// line where a bar cannot.
	barInterval  = 100 * time.Millisecond
	lineInterval = 10 * time.Second
)

// progress shows how far an audit has come: a bar on a terminal, else a line now
// and then.
type progress struct {
	w           io.Writer
	terminal    bool
	start, last time.Time
}

func newProgress(p Program) *progress {
	if p.quiet {
		return &progress{w: io.Discard}
	}
	now := time.Now()
	shown := &progress{w: p.Stderr, start: now, last: now}
	if f, ok := p.Stderr.(*os.File); ok {
		info, err := f.Stat()
		shown.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return shown
}

// show tells of the progress, unless it was told of just now.
func (p *progress) show(now proof.Progress) {
	interval := lineInterval
	if p.terminal {
		interval = barInterval
	}
	if time.Since(p.last) < interval {
		return
	}
	p.last = time.Now()
	line := progressLine(now, p.last.Sub(p.start))
	if p.terminal {
		fmt.Fprintf(p.w, "\r\x1b[K%s %s", bar(now), line)
	} else {
		fmt.Fprintln(p.w, "bank audit: "+line)
	}
}

// end clears the bar.
func (p *progress) end() {
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// share is how much of the rows has been looked at, from 0 to 1. Rows that are
// nobody's may make more of them than were counted.
func share(p proof.Progress) float64 {
	if p.Total <= 0 {
		return 0
	}
	return min(1, float64(p.Rows)/float64(p.Total))
}

func bar(p proof.Progress) string {
	full := int(share(p) * barWidth)
	return "[" + strings.Repeat("=", full) + strings.Repeat(" ", barWidth-full) + "]"
}

// progressLine tells the share, the rate and the time left.
func progressLine(p proof.Progress, took time.Duration) string {
	line := fmt.Sprintf("%3.0f%% %s, %d of %d rows", share(p)*100, p.Check, p.Rows, p.Total)
	if p.Rows == 0 || took <= 0 {
		return line
	}
	left := time.Duration(float64(took) * (1/share(p) - 1))
	return line + fmt.Sprintf(", %.0f/s, %v left", float64(p.Rows)/took.Seconds(), left.Round(time.Second))
}
