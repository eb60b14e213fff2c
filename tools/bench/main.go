// Command bench measures the bank against a rival of it, on a throwaway PostgreSQL that
// waits for the disk: how many answers a second, how long they take, and whether the
// books are right afterwards. The bank is driven over HTTP from the same machine.
//
//	go run ./tools/bench [--workloads …] [--duration 3s] [--json FILE] [--chart FILE.svg]
//	go run ./tools/bench growth [--stored 1e3,1e5,1e7] [--accounts 1e2,1e4,1e6] [--json FILE]
//
// The second one measures how cost grows with what is stored, without a rival.
//
// It exits with 1 if anything failed or was found, and then shows no table; with 2 if it
// was called wrongly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/contest"
	"example.com/simplebank/tools/bench/report"
)

const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks to stop in order, a second one kills.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "growth" {
		return execute(ctx, args[1:], parseGrowth, measureGrowth, stdout, stderr)
	}
	return execute(ctx, args, parse, bench, stdout, stderr)
}

// execute does what the arguments ask for, and returns the exit code.
func execute[C any](
	ctx context.Context, args []string, parse func([]string, io.Writer) (C, error),
	do func(ctx context.Context, c C, stdout, stderr io.Writer) error, stdout, stderr io.Writer,
) int {
	c, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitDone
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return exitUsage
	}
	if err := do(ctx, c, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return exitFailed
	}
	return exitDone
}

func bench(ctx context.Context, c command, stdout, stderr io.Writer) (err error) {
	program, remove, err := findBank(ctx, c.bank)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	result, err := contest.Run(ctx, bank.Program(program), c.options, stderr)
	if err != nil {
		return err
	}
	return show(result, c, stdout)
}

// show prints the table and makes the files, but of figures that are worth nothing.
func show(result contest.Result, c command, stdout io.Writer) error {
	if len(result.Findings) > 0 {
		return worthless(result.Findings)
	}
	if err := report.Table(stdout, result); err != nil {
		return err
	}
	return errors.Join(write(c.json, result, report.JSON), write(c.chart, result, report.Chart))
}

// write makes a file of the result, unless its name is empty.
func write[R any](name string, result R, by func(io.Writer, R) error) (err error) {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return by(file, result)
}
