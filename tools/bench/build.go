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

// build builds the bank as it ships, with the revision of Git in it, and returns the
// program. Call remove in the end.
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
	dir, err := os.MkdirTemp("", "bench-build-")
	if err != nil {
		return "", nil, fmt.Errorf("make a directory for the bank: %w", err)
	}
	remove = func() error { return os.RemoveAll(dir) }
	program = filepath.Join(dir, "bank")
	command := exec.CommandContext(ctx, "go", "build", "-buildvcs=true",
		"-tags", settings["GO_TAGS"], "-ldflags", settings["GO_LDFLAGS"], "-o", program, "./services/bank")
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return "", nil, errors.Join(fmt.Errorf("build the bank: %w\n%s", err, output), remove())
	}
	return program, remove, nil
}
