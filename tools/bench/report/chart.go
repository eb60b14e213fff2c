package report

import (
	"fmt"
	"io"

	"example.com/simplebank/tools/bench/contest"
	"example.com/simplebank/tools/bench/statistics"
)

// The measures of the chart, in pixels.
const (
	left        = 70.0 // of the bars: room for the axis
	right       = 16.0
	top         = 76.0 // of the first panel: room for the title and the legend
	panelHeight = 210.0
	panelGap    = 96.0 // room for the names of workloads, and for the next panel's title
	groupWidth  = 104.0
	minWidth    = 640.0
	barGap      = 2.0
	maxBar      = 38.0
	// labelledBar is how wide a bar is to have its value on top.
	labelledBar = 24.0
)

// panel is a diagram of bars by workload and contestant.
type panel struct {
	title, unit string
	value       func(contest.Figures) float64
	ratio       func(contest.Ratios) statistics.Ratio
}

// Chart draws the result as SVG.
func Chart(w io.Writer, r contest.Result) error {
	panels := []panel{
		{
			fmt.Sprintf("Throughput with %d clients, more is better", r.Settings.Clients), "answers/s",
			func(f contest.Figures) float64 { return f.Rate }, func(r contest.Ratios) statistics.Ratio { return r.Rate },
		},
		{
			"99th percentile of latency, where requests come at " + openRate(r) + ", less is better", "ms",
			func(f contest.Figures) float64 { return f.OpenP99 }, func(r contest.Ratios) statistics.Ratio { return r.OpenP99 },
		},
	}
	width := max(minWidth, left+right+groupWidth*float64(len(r.Workloads)))
	height := top + float64(len(panels))*(panelHeight+panelGap) - panelGap/2
	title := fmt.Sprintf("The bank on %d processors, with PostgreSQL and the load", r.Machine.Processors)
	var s svg
	s.begin(width, height, title)
	s.text(left, 26, "title", "start", title)
	s.legend(r)
	for i, p := range panels {
		s.panel(p, r, width, top+float64(i)*(panelHeight+panelGap))
	}
	s.end()
	_, err := io.WriteString(w, s.String())
	return wrap(err)
}

// openRate says in words at which rate requests come in the open loop.
func openRate(r contest.Result) string {
	if r.Settings.Rate > 0 {
		return fmt.Sprintf("%g/s", r.Settings.Rate)
	}
	return "the throughput of " + rival(r)
}

func (s *svg) legend(r contest.Result) {
	x := left
	for i, c := range r.Contestants {
		s.bar(x, 36, 10, 10, i, c.Summary)
		s.text(x+15, 45, "", "start", c.Name)
		x += 30 + 7*float64(len(c.Name))
	}
	s.text(x, 45, "quiet", "start", fmt.Sprintf("medians over rounds (%d); × is the median of the ratios to %s", r.Settings.Rounds, rival(r)))
}

// panel draws a panel whose bars begin panelHeight below y.
func (s *svg) panel(p panel, r contest.Result, width, y float64) {
	most := 0.0
	for _, w := range r.Workloads {
		for _, c := range r.Contestants {
			most = max(most, p.value(w.Figures[c.Name]))
		}
	}
	marks := ticks(most)
	end := marks[len(marks)-1]
	s.text(left, y-8, "panel", "start", p.title)
	for _, mark := range marks {
		at := y + panelHeight*(1-mark/end)
		s.line(left, at, width-right, at)
		s.text(left-8, at+4, "quiet", "end", fmt.Sprintf("%g", mark))
	}
	s.text(left-8, y-8, "quiet", "end", p.unit)
	for i, w := range r.Workloads {
		s.group(p, r.Contestants, w, left+groupWidth*float64(i), y, end)
	}
}

// group draws the bars of a workload, on an axis that ends at end.
func (s *svg) group(p panel, contestants []contest.Contestant, w contest.WorkloadResult, x, y, end float64) {
	n := float64(len(contestants))
	width := min(maxBar, (groupWidth-16)/n-barGap)
	at := x + (groupWidth-n*(width+barGap))/2
	bottom := y + panelHeight
	for i, c := range contestants {
		value := p.value(w.Figures[c.Name])
		height := panelHeight * value / end
		label := short(value)
		s.bar(at, bottom-height, width, height, i, fmt.Sprintf("%s, %s: %s %s", w.Name, c.Name, label, p.unit))
		if width >= labelledBar {
			s.text(at+width/2, bottom-height-3, "", "middle", label)
		}
		at += width + barGap
	}
	s.text(x+groupWidth/2, bottom+16, "", "middle", w.Name)
	for i, c := range contestants[:len(contestants)-1] {
		if ratio := p.ratio(w.Ratios[c.Name]); ratio.Rounds > 0 {
			s.text(x+groupWidth/2, bottom+31+14*float64(i), "ratio", "middle", fmt.Sprintf("×%.2f", ratio.Median))
		}
	}
}

// short prints a value with about three digits.
func short(value float64) string {
	switch {
	case value >= 100:
		return fmt.Sprintf("%.0f", value)
	case value >= 10:
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.2f", value)
}
