package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os/exec"
	"strings"
	"time"

	"example.com/simplebank/tools/bench/contest"
	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

// The bounds of flags.
const (
	maxRounds   = 100
	maxClients  = 1000
	minDuration = 100 * time.Millisecond
	maxDuration = 10 * time.Minute
	maxRate     = 1_000_000
)

// command is what the command line asks for.
type command struct {
	options contest.Options
	bank    string // the program; empty to build it
	json    string // files; empty for none
	chart   string
}

func parse(args []string, stderr io.Writer) (command, error) {
	var c command
	var allWorkloads []string
	for _, w := range workload.All {
		allWorkloads = append(allWorkloads, w.Name)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong with a flag is told by who calls
	workloads := flags.String("workloads", strings.Join(allWorkloads, ","), "`names` of workloads, with commas between")
	contestants := flags.String("contestants", contest.Default,
		"`names` of contestants, with commas between; the last one is what the others are compared with: "+strings.Join(contest.Names(), ", "))
	flags.IntVar(&c.options.Rounds, "rounds", 5, "how often each contestant is measured, in turn")
	flags.DurationVar(&c.options.Duration, "duration", 3*time.Second, "how long a measurement takes; one with light load takes a third")
	flags.IntVar(&c.options.Clients, "clients", 256, "how many clients the closed loop has")
	flags.IntVar(&c.options.Accounts, "accounts", 1000, "how many accounts there are")
	flags.Float64Var(&c.options.Rate, "rate", 0, "requests a second of the open loop (default: what the last contestant does in the closed loop)")
	arrivals := flags.String("arrivals", string(load.Poisson), "how requests of the open loop come: poisson or constant")
	flags.StringVar(&c.bank, "bank", "", "the `program` bank (default: it is built)")
	flags.StringVar(&c.json, "json", "", "`file` for everything, as JSON")
	flags.StringVar(&c.chart, "chart", "", "`file` for a chart, as SVG")
	if err := parseFlags(flags, args, "bench", stderr); err != nil {
		return command{}, err
	}
	var err error
	if c.options.Workloads, err = workload.Find(*workloads); err != nil {
		return command{}, fmt.Errorf("--workloads: %w", err)
	}
	if c.options.Contestants, err = contest.FindContestants(*contestants); err != nil {
		return command{}, fmt.Errorf("--contestants: %w", err)
	}
	c.options.Arrivals = load.Arrivals(*arrivals)
	return c, c.check()
}

// parseFlags parses arguments that are flags only, and shows what there are if that is
// asked for.
func parseFlags(flags *flag.FlagSet, args []string, program string, stderr io.Writer) error {
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, "usage: %s [flags]\n", program)
			flags.SetOutput(stderr)
			flags.PrintDefaults()
		}
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: there are flags only", flags.Arg(0))
	}
	return nil
}

// check returns an error that says what the first bad flag accepts.
func (c command) check() error {
	o := c.options
	for _, f := range []struct {
		name    string
		good    bool
		accepts string
	}{
		{"rounds", 1 <= o.Rounds && o.Rounds <= maxRounds, fmt.Sprintf("from 1 to %d", maxRounds)},
		{"duration", minDuration <= o.Duration && o.Duration <= maxDuration, fmt.Sprintf("from %s to %s", minDuration, maxDuration)},
		{"clients", 1 <= o.Clients && o.Clients <= maxClients, fmt.Sprintf("from 1 to %d", maxClients)},
		{"accounts", workload.MinAccounts <= o.Accounts && o.Accounts <= workload.MaxAccounts,
			fmt.Sprintf("from %d to %d", workload.MinAccounts, workload.MaxAccounts)},
		{"rate", o.Rate == 0 || 1 <= o.Rate && o.Rate <= maxRate && !math.IsNaN(o.Rate),
			fmt.Sprintf("0, for what the last contestant does, or from 1 to %d a second", maxRate)},
		{"arrivals", o.Arrivals == load.Poisson || o.Arrivals == load.Constant, fmt.Sprintf("%s or %s", load.Poisson, load.Constant)},
	} {
		if !f.good {
			return fmt.Errorf("--%s must be %s", f.name, f.accepts)
		}
	}
	if c.bank != "" {
		if _, err := exec.LookPath(c.bank); err != nil {
			return fmt.Errorf("--bank must be a program: %w", err)
		}
	}
	return nil
}
