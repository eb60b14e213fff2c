// Command bank is a small bank: accounts, and transfers between them, over HTTP
// with PostgreSQL below. "bank help" tells what it can do.
package main

import (
	"context"
	_ "embed"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"example.com/simplebank/services/bank/command"
)

//go:embed VERSION
var version string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	// The first signal asks to stop in order, a second one kills.
	context.AfterFunc(ctx, stop)

	program := command.Program{Version: strings.TrimSpace(version), Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(program.Run(ctx, os.Args[1:]))
}
