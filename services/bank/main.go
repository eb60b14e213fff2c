// Command bank is a small bank: accounts, and transfers between them, over HTTP
// with PostgreSQL below. "bank help" tells what it can do.
package main

import (
	"context"
	_ "embed"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"example.com/simplebank/services/bank/command"
	"example.com/simplebank/services/bank/quietlog"
)

//go:embed VERSION
var version string

// revision is the commit that a stamped build was made from: set by the linker, in both builds.
var revision string

// collectAt is the percentage by which the heap may grow until it is collected, where
// GOGC does not say. By Go's 100 the bank, which keeps a few megabytes only, spends a
// tenth of its processor time on that under load; by 200 it stays below 64 MB as well.
const collectAt = 200

func main() {
	quietlog.End()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	signals := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	// The first signal asks to stop in order, a second one kills.
	context.AfterFunc(ctx, stop)

	program := command.Program{Version: versionString(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(program.Run(ctx, os.Args[1:]))
}

// versionString is a semantic version, with the revision, if there is one, as build metadata.
func versionString() string {
	s := strings.TrimSpace(version)
	if revision != "" {
		s += "+" + revision
	}
	return s
}
