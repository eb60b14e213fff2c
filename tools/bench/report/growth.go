package report

import (
	"fmt"
	"io"
	"text/tabwriter"

	"example.com/simplebank/tools/bench/growth"
	"example.com/simplebank/tools/bench/statistics"
)

// Growth writes how cost grows, for people.
func Growth(w io.Writer, r growth.Result) error {
	s := r.Settings
	if _, err := fmt.Fprintf(w, "%s; %d rounds of %g s with %d clients, and of %.2g s for what one client does, in turn\n",
		machine(r.Machine), s.Rounds, s.Seconds, s.Clients, s.ReadSeconds); err != nil {
		return wrap(err)
	}
	for _, series := range r.Series {
		if err := growthOf(w, series); err != nil {
			return err
		}
	}
	return growthFooting(w, r)
}

// growthOf is the table of a series: a row for each operation, and for each size a figure
// and, but for the smallest one, a ratio.
func growthOf(w io.Writer, s growth.SeriesResult) error {
	names := len(s.Name)
	for _, op := range s.Operations {
		names = max(names, len(op.Name))
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, cell func(i int) (figure, ratio string)) {
		fmt.Fprintf(table, "%-*s\t", names, name)
		for i := range s.Sizes {
			figure, ratio := cell(i)
			fmt.Fprintf(table, "%s\t", figure)
			if i > 0 {
				fmt.Fprintf(table, "%s\t", ratio)
			}
		}
		fmt.Fprintln(table)
	}
	row(s.Name, func(i int) (string, string) { return fmt.Sprintf("%d transfers", s.Sizes[i].Transfers), "" })
	row("", func(i int) (string, string) { return fmt.Sprintf("%d accounts", s.Sizes[i].Accounts), "ratio" })
	for _, op := range s.Operations {
		row(op.Name, func(i int) (string, string) { return figure(op.Unit, op.Figures[i]), cost(op.Costs[i]) })
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print the table: %w", err)
	}
	return nil
}

func figure(unit growth.Unit, value float64) string {
	if unit == growth.PerSecond {
		return fmt.Sprintf("%.0f/s", value)
	}
	return ms(value)
}

// cost marks what grows by more than it may.
func cost(r statistics.Ratio) string {
	if r.Median > growth.Most {
		return "* " + times(r)
	}
	return times(r)
}

func growthFooting(w io.Writer, r growth.Result) error {
	if _, err := fmt.Fprintf(w, `
Figures are medians of the rounds: answers a second of %d clients, else the median time of an answer. Ratios tell
how many times as much time an answer takes as at the smallest size, in the same round: median, least and most.
Where one has a *, it is more than %.2f. Statements have %d lines, pages %d.

`, r.Settings.Clients, growth.Most, r.Settings.Lines, growth.PageLines); err != nil {
		return wrap(err)
	}
	for _, series := range r.Series {
		for _, size := range series.Sizes {
			if err := growthOfSize(w, size); err != nil {
				return err
			}
		}
	}
	return nil
}

func growthOfSize(w io.Writer, size growth.SizeResult) error {
	audit := "it was not asked to audit"
	if size.Audit != "" {
		audit = fmt.Sprintf("bank audit is clean (%.1f s)", size.AuditSeconds)
	}
	_, err := fmt.Fprintf(w, "%s: %.0f MB; seeded in %.0f s, in the log %.0f s later; %d transfers acknowledged, each there once, %d had no answer; %s\n",
		size.Size, float64(size.Bytes)/1e6, size.BookedSeconds, size.SeededSeconds-size.BookedSeconds, size.Acknowledged, size.Lost, audit)
	return wrap(err)
}
