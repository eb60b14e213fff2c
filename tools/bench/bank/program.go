// Package bank runs the bank's program: its commands, and its servers.
package bank

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Program is the path of the bank's program.
type Program string

// ErrFindings says that an audit found something.
var ErrFindings = errors.New("bank audit has findings")

// Migrate makes the tables of the bank in the database of the source, which is that of
// their owner to be.
func (p Program) Migrate(ctx context.Context, source string) error {
	output, err := p.command(ctx, []string{"DB_SOURCE=" + source}, "migrate", "up").CombinedOutput()
	if err != nil {
		return fmt.Errorf("migrate the database: %w: %s", err, output)
	}
	return nil
}

// Audit proves what is in the database with the key of its log. The error is
// [ErrFindings], with the findings, if there are any.
func (p Program) Audit(ctx context.Context, source, ledgerKey string) error {
	command := p.command(ctx, []string{"DB_SOURCE=" + source, "LEDGER_KEY=" + ledgerKey}, "audit", "--quiet")
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return fmt.Errorf("%w:\n%s%s", ErrFindings, stdout.Bytes(), stderr.Bytes())
	}
	if err != nil {
		return fmt.Errorf("bank audit: %w: %s", err, stderr.Bytes())
	}
	return nil
}

// command is a run of the program, with no environment but the given NAME=value pairs.
func (p Program) command(ctx context.Context, environment []string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, string(p), args...)
	command.Dir = os.TempDir()
	command.Env = append([]string{}, environment...) // nil would be ours
	return command
}

// Build is what a program was made of.
type Build struct {
	Version string `json:"version"` // with the revision of Git, if the program was stamped
	Go      string `json:"go"`
}

// Build returns what the program was made of.
func (p Program) Build(ctx context.Context) (Build, error) {
	version, err := p.command(ctx, nil, "version").Output()
	if err != nil {
		return Build{}, fmt.Errorf("bank version: %w", err)
	}
	info, err := buildinfo.ReadFile(string(p))
	if err != nil {
		return Build{}, fmt.Errorf("read what the bank was built with: %w", err)
	}
	return Build{Version: strings.TrimSpace(string(version)), Go: info.GoVersion}, nil
}
