package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// lastSteps are the actions that may see the revision, by Bazel's name of their kind.
// OCIDescriptor is one of the real rules_oci.
var lastSteps = []string{"CanonicalImage", "GoLink", "ImageLayer", "OCIDescriptor", "OCIImage", "OCIIndex"}

// stamp makes a commit that changes no file: only the last steps are to be done again. Without a
// commit in between, none is.
func stamp(ctx context.Context, w *workplace) (string, error) {
	if _, err := w.executed(ctx); err != nil {
		return "", err
	}
	again, err := w.executed(ctx)
	if err != nil {
		return "", err
	}
	if len(again) > 0 {
		return "", fmt.Errorf("a second build without a commit ran %s", strings.Join(again, ", "))
	}
	if _, err := w.command(ctx, "git", "-c", "safe.directory=*", "commit", "--quiet", "--allow-empty", "--message", "Nothing"); err != nil {
		return "", err
	}
	if err := w.giveAway(); err != nil {
		return "", err
	}
	after, err := w.executed(ctx)
	if err != nil {
		return "", err
	}
	if !slices.Contains(after, "GoLink") {
		return "", errors.New("a build after a commit did not stamp it")
	}
	for _, kind := range after {
		if !slices.Contains(lastSteps, kind) {
			return "", fmt.Errorf("a commit made Bazel run %s; only %s may see the revision", kind, strings.Join(lastSteps, ", "))
		}
	}
	return "a commit makes Bazel run only " + strings.Join(after, ", "), nil
}

// executed builds the image with --stamp, and returns the kinds of the actions that were run.
func (w *workplace) executed(ctx context.Context) ([]string, error) {
	// Bazel must be able to write it, and Git must not see it.
	log := filepath.Join(w.copy, ".git", "execution.json")
	if _, err := w.command(ctx, "tools/bazel", "build", "--stamp", "--execution_log_json_file="+log, "//services/bank:image_index"); err != nil {
		return nil, err
	}
	file, err := os.Open(log)
	if err != nil {
		return nil, err
	}
	defer file.Close() // It is only read.
	var kinds []string
	for decoder := json.NewDecoder(file); ; {
		var spawn struct{ Mnemonic string }
		if err := decoder.Decode(&spawn); errors.Is(err, io.EOF) {
			slices.Sort(kinds)
			return slices.Compact(kinds), nil
		} else if err != nil {
			return nil, fmt.Errorf("reading Bazel's execution log: %w", err)
		}
		kinds = append(kinds, spawn.Mnemonic)
	}
}
