package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/joho/godotenv"
)

// findBank returns the given program, or one that it builds if the path is empty. Call
// remove in the end.
func findBank(ctx context.Context, given string) (program string, remove func() error, err error) {
	if given != "" {
		return given, func() error { return nil }, nil
	}
	return build(ctx)
}

// build builds the bank as it ships, stamped with the revision, and returns the program.
// Call remove in the end.
func build(ctx context.Context) (program string, remove func() error, err error) {
	module, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", nil, fmt.Errorf("find go.mod: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(module)))
	settings, err := godotenv.Read(filepath.Join(root, "build.env"))
	if err != nil {
		return "", nil, fmt.Errorf("read how the bank is built (run bench in the checkout, or with --bank): %w", err)
	}
	linking := settings["GO_LDFLAGS"]
	revision, err := findRevision(ctx, root)
	if err != nil {
		return "", nil, err
	}
	if revision != "" {
		linking += " -X main.revision=" + revision
	}
	dir, err := os.MkdirTemp("", "bench-build-")
	if err != nil {
		return "", nil, fmt.Errorf("make a directory for the bank: %w", err)
	}
	remove = func() error { return os.RemoveAll(dir) }
	program = filepath.Join(dir, "bank")
	command := exec.CommandContext(ctx, "go", "build",
		"-tags", settings["GO_TAGS"], "-ldflags", linking, "-o", program, "./services/bank")
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return "", nil, errors.Join(fmt.Errorf("build the bank: %w\n%s", err, output), remove())
	}
	return program, remove, nil
}

// findRevision returns what both builds stamp, empty outside of a Git checkout.
func findRevision(ctx context.Context, root string) (string, error) {
	output, err := exec.CommandContext(ctx, filepath.Join(root, "tools/image/workspace-status")).Output()
	if err != nil {
		return "", fmt.Errorf("find the revision of the checkout: %w", err)
	}
	for line := range strings.Lines(string(output)) {
		if revision, ok := strings.CutPrefix(line, "STABLE_REVISION "); ok {
			return strings.TrimSpace(revision), nil
		}
	}
	return "", nil
}
