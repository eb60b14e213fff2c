package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"

	"example.com/simplebank/tools/tidy/checks"
	"example.com/simplebank/tools/tidy/repo"
)

// TestRepository runs the checks over the repository that this file is in.
//
// Bazel sets TIDY_WORKSPACE_FILE to the runfile of the root's go.mod, which is
// a link into the checkout, TIDY_BANK_BINARY to that of the bank's program, and
// TIDY_GAZELLE to that of gazelle. It analyzes the code itself while building.
func TestRepository(t *testing.T) {
	root, options := workspace(t)
	r, err := repo.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range checks.All(options) {
		t.Run(check.Name, func(t *testing.T) {
			found, err := check.Run(r)
			for _, f := range found {
				t.Error(f)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func workspace(t *testing.T) (root string, options checks.Options) {
	t.Helper()
	if os.Getenv("TIDY_WORKSPACE_FILE") == "" {
		root, err := repo.FindRoot(".")
		if err != nil {
			t.Fatal(err)
		}
		return root, checks.Options{GoTool: true}
	}
	file, err := filepath.EvalSymlinks(runfile(t, "TIDY_WORKSPACE_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(file), checks.Options{
		Binaries: map[string]string{"services/bank": runfile(t, "TIDY_BANK_BINARY")},
		Gazelle:  runfile(t, "TIDY_GAZELLE"),
	}
}

// runfile returns the file that a variable names. Bazel has to set it: a check
// that is left out without a word is taken for one that passed.
func runfile(t *testing.T, variable string) string {
	t.Helper()
	name := os.Getenv(variable)
	if name == "" {
		t.Fatalf("%s is not set", variable)
	}
	file, err := runfiles.Rlocation(name)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return file
}
