// Package report shows what a contest has found.
package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"example.com/simplebank/tools/bench/contest"
	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/statistics"
)

// Table writes the result for people.
func Table(w io.Writer, r contest.Result) error {
	if err := heading(w, r); err != nil {
		return err
	}
	names := width(r)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%-*s\t%d clients\t\t\t\topen loop\t\t\tone client\t\t\n", names, "", r.Settings.Clients)
	fmt.Fprintf(table, "%-*s\tanswers/s\tp50\tp99\tp99.9\tcame/s\tanswers/s\tp99\tp50\tlost\t\n", names, "")
	for _, result := range r.Workloads {
		rows(table, names, r.Contestants, result)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print the table: %w", err)
	}
	fmt.Fprintln(w)
	return footing(w, r)
}

// machine is a line on what the bank ran on, and one on the bank without its end.
func machine(m ground.Machine) string {
	var settings []string
	for _, name := range slices.Sorted(maps.Keys(m.DatabaseSettings)) {
		settings = append(settings, name+"="+m.DatabaseSettings[name])
	}
	return fmt.Sprintf("%d processors, for the load as well (%s/%s); PostgreSQL %s (%s)\nbank %s, built with %s",
		m.Processors, m.OS, m.Architecture, m.PostgreSQL, strings.Join(settings, " "), m.Bank.Version, m.Bank.Go)
}

func heading(w io.Writer, r contest.Result) error {
	s := r.Settings
	_, err := fmt.Fprintf(w, "%s; %d accounts, %d rounds of %g s for each workload, in turn\n\n",
		machine(r.Machine), s.Accounts, s.Rounds, s.Seconds)
	return wrap(err)
}

// width is that of the names of workloads and contestants, which are on the left.
func width(r contest.Result) (width int) {
	for _, w := range r.Workloads {
		width = max(width, len(w.Name))
	}
	for _, c := range r.Contestants {
		width = max(width, len(indent+ratio+c.Name))
	}
	return width
}

const (
	indent = "  "
	ratio  = "ratio of "
)

// rows are those of one workload.
func rows(w io.Writer, names int, contestants []contest.Contestant, r contest.WorkloadResult) {
	fmt.Fprintf(w, "%-*s\t\t\t\t\t\t\t\t\t\t\n", names, r.Name)
	for _, c := range contestants {
		f := r.Figures[c.Name]
		fmt.Fprintf(w, "%-*s\t%.0f\t%s\t%s\t%s\t%.0f\t%s\t%s\t%s\t%d\t\n", names, indent+c.Name,
			f.Rate, ms(f.P50), ms(f.P99), ms(f.P999), r.OpenCame, answered(r, f), ms(f.OpenP99), ms(f.LightP50), f.Lost)
	}
	for _, c := range contestants[:len(contestants)-1] {
		ratios := r.Ratios[c.Name]
		fmt.Fprintf(w, "%-*s\t%s\t\t\t\t\t\t%s\t%s\t\t\n", names, indent+ratio+c.Name,
			times(ratios.Rate), times(ratios.OpenP99), times(ratios.LightP50))
	}
}

// behind is the share of the requests which came in the open loop that have to be answered
// while others come for the rate to be kept up.
const behind = 0.95

// answered is how many requests a second were answered while others came.
func answered(r contest.WorkloadResult, f contest.Figures) string {
	text := fmt.Sprintf("%.0f", f.OpenRate)
	if f.OpenRate < behind*r.OpenCame {
		return "* " + text
	}
	return text
}

func ms(value float64) string { return short(value) + " ms" }

// times prints the median with the spread.
func times(r statistics.Ratio) string {
	if r.Rounds == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f (%.2f–%.2f)", r.Median, r.Min, r.Max)
}

func footing(w io.Writer, r contest.Result) error {
	transfers, lost := 0, 0
	for _, result := range r.Workloads {
		for _, b := range result.Books {
			transfers += b.Acknowledged
			lost += b.Lost
		}
	}
	if err := processes(w, r); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, `
Figures are medians of the rounds; ratios are medians of the rounds' ratios to %s, with the least and the most.
Open loop: requests come at %s (%s arrivals); a time counts from when a request came.
Where answers have a *, the rate was not kept up: requests had to wait for those before them.
bank audit is clean, and each of the %d transfers that were acknowledged is there once; %d had no answer.
`, rival(r), openRate(r), r.Settings.Arrivals, transfers, lost)
	return wrap(err)
}

// processes tells of the servers: the worst of all workloads.
func processes(w io.Writer, r contest.Result) error {
	const million = 1e6
	for _, c := range r.Contestants {
		var startup, memory float64
		for _, result := range r.Workloads {
			b := result.Books[c.Name]
			startup, memory = max(startup, b.Startup), max(memory, float64(b.PeakMemory)/million)
		}
		if _, err := fmt.Fprintf(w, "%s: ready after %s at most, never more than %s MB of memory\n", c.Name, ms(startup), short(memory)); err != nil {
			return wrap(err)
		}
	}
	return nil
}

// rival is whom the others are compared with.
func rival(r contest.Result) string { return r.Contestants[len(r.Contestants)-1].Name }

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}
