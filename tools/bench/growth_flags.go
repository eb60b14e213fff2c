package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/simplebank/tools/bench/growth"
	"example.com/simplebank/tools/bench/workload"
)

const (
	// maxTransfers are more than a disk of today has room for.
	maxTransfers = 1_000_000_000
	// The ratio of transfers to accounts, unless it is given: each has been brought money,
	// and has made one on average.
	transfersOfAccount = 2
)

// growthCommand is what the command line asks for.
type growthCommand struct {
	options growth.Options
	bank    string // the program; empty to build it
	json    string // file; empty for none
}

func parseGrowth(args []string, stderr io.Writer) (growthCommand, error) {
	var c growthCommand
	flags := flag.NewFlagSet("bench growth", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong with a flag is told by who calls
	stored := flags.String("stored", "1e3,1e5,1e7", "`numbers` of transfers stored, with commas between; none to leave them out")
	storedAccounts := flags.String("stored-accounts", "1e2", "`number` of accounts that they are of")
	accounts := flags.String("accounts", "1e2,1e4,1e6", "`numbers` of accounts, with commas between; none to leave them out")
	accountsStored := flags.String("accounts-stored", "", "`number` of transfers that they have made (default: twice as many as there are accounts at most)")
	auditUpTo := flags.String("audit-up-to", "1e6", "the `number` of transfers up to which bank audit is asked, too, in the end")
	flags.IntVar(&c.options.Rounds, "rounds", 5, "how often each size is measured, in turn")
	flags.DurationVar(&c.options.Duration, "duration", 3*time.Second, "how long a measurement of all clients takes; one of a single client takes a third")
	flags.IntVar(&c.options.Clients, "clients", 32, "how many clients the closed loop has")
	flags.Func("setting", "a setting of PostgreSQL's, as `name=value`, such as shared_buffers=4GB; can be given again for another one", func(s string) error {
		if name, value, ok := strings.Cut(s, "="); !ok || name == "" || value == "" {
			return errors.New("must be name=value, such as shared_buffers=4GB")
		}
		c.options.Settings = append(c.options.Settings, s)
		return nil
	})
	flags.StringVar(&c.bank, "bank", "", "the `program` bank (default: it is built)")
	flags.StringVar(&c.json, "json", "", "`file` for everything, as JSON")
	if err := parseFlags(flags, args, "bench growth", stderr); err != nil {
		return growthCommand{}, err
	}
	var err error
	if c.options.AuditUpTo, err = parseNumber(*auditUpTo, 0, maxTransfers); err != nil {
		return growthCommand{}, fmt.Errorf("--audit-up-to %w", err)
	}
	if c.options.Series, err = parseSeries(*stored, *storedAccounts, *accounts, *accountsStored); err != nil {
		return growthCommand{}, err
	}
	return c, c.check()
}

func parseSeries(stored, storedAccounts, accounts, accountsStored string) ([]growth.Series, error) {
	transfers, err := parseNumbers(stored, growth.MinAccounts+growth.MinHistory, maxTransfers)
	if err != nil {
		return nil, fmt.Errorf("--stored %w", err)
	}
	ofAccounts, err := parseNumber(storedAccounts, growth.MinAccounts, workload.MaxAccounts)
	if err != nil {
		return nil, fmt.Errorf("--stored-accounts %w", err)
	}
	if len(transfers) > 0 && transfers[0] < ofAccounts+growth.MinHistory {
		return nil, fmt.Errorf("--stored must be at least %d for %d accounts: one for each, and %d between them",
			ofAccounts+growth.MinHistory, ofAccounts, growth.MinHistory)
	}
	people, err := parseNumbers(accounts, growth.MinAccounts, workload.MaxAccounts)
	if err != nil {
		return nil, fmt.Errorf("--accounts %w", err)
	}
	var series []growth.Series
	if len(transfers) > 0 {
		s := growth.Series{Name: "transfers stored"}
		for _, n := range transfers {
			s.Sizes = append(s.Sizes, growth.Size{Transfers: n, Accounts: ofAccounts})
		}
		series = append(series, s)
	}
	if len(people) > 0 {
		most := people[len(people)-1]
		n := max(transfersOfAccount*most, most+growth.MinHistory)
		if accountsStored != "" {
			if n, err = parseNumber(accountsStored, most+growth.MinHistory, maxTransfers); err != nil {
				return nil, fmt.Errorf("--accounts-stored %w", err)
			}
		}
		s := growth.Series{Name: "accounts"}
		for _, a := range people {
			s.Sizes = append(s.Sizes, growth.Size{Transfers: n, Accounts: a})
		}
		series = append(series, s)
	}
	if len(series) == 0 {
		return nil, errors.New("--stored or --accounts must have numbers: there is nothing to measure")
	}
	return series, nil
}

// parseNumbers returns the numbers of a list with commas between, the smallest first.
func parseNumbers(list string, least, most int) ([]int, error) {
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	var all []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := parseNumber(text, least, most)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) < len(all) {
		return nil, fmt.Errorf("must name each number once, not %q", list)
	}
	return all, nil
}

// parseNumber reads a number like 1000 or 1e3.
func parseNumber(text string, least, most int) (int, error) {
	value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || value != math.Trunc(value) || value < float64(least) || value > float64(most) {
		return 0, fmt.Errorf("must be from %d to %d, such as 1000 or 1e3, not %q", least, most, text)
	}
	return int(value), nil
}

// check returns an error that says what the first bad flag accepts.
func (c growthCommand) check() error {
	o := c.options
	if o.Rounds < 1 || o.Rounds > maxRounds {
		return fmt.Errorf("--rounds must be from 1 to %d", maxRounds)
	}
	if o.Duration < minDuration || o.Duration > maxDuration {
		return fmt.Errorf("--duration must be from %s to %s", minDuration, maxDuration)
	}
	if o.Clients < 1 || o.Clients > maxClients {
		return fmt.Errorf("--clients must be from 1 to %d", maxClients)
	}
	for _, s := range o.Series {
		if len(s.Sizes) > maxSizes {
			return fmt.Errorf("--stored and --accounts must each have %d numbers at most: each has a server, and PostgreSQL connections for so many", maxSizes)
		}
	}
	if c.bank != "" {
		if _, err := exec.LookPath(c.bank); err != nil {
			return fmt.Errorf("--bank must be a program: %w", err)
		}
	}
	return nil
}

// maxSizes is how many servers with 20 connections each PostgreSQL has connections for.
const maxSizes = 8
