// Package testbinary finds the program that a test runs as a whole: the one
// that Bazel built, or else one built with go build for this test process.
package testbinary

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/joho/godotenv"
)

// Run runs the tests of a package, for which it puts the path of the program that [Find]
// returns into program, and returns the exit status. The package's TestMain calls
// os.Exit with it.
func Run(m *testing.M, program *string, variable, importPath string) int {
	path, remove, err := Find(variable, importPath)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	*program = path
	code := m.Run()
	if err := remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	return code
}

// Find returns the path of the program of a main package. Under Bazel the
// environment variable has its $(rlocationpath); without the variable the
// package, given by its import path, is built. Call remove in the end.
func Find(variable, importPath string) (program string, remove func() error, err error) {
	if location := os.Getenv(variable); location != "" {
		program, err = runfiles.Rlocation(location)
		if err == nil {
			_, err = os.Stat(program)
		}
		if err != nil {
			return "", nil, fmt.Errorf("find the program of %s=%s: %w", variable, location, err)
		}
		return program, func() error { return nil }, nil
	}

	dir, err := os.MkdirTemp("", "testbinary-")
	if err != nil {
		return "", nil, fmt.Errorf("make a directory for the program: %w", err)
	}
	remove = func() error { return os.RemoveAll(dir) }
	program = filepath.Join(dir, filepath.Base(importPath))
	if err := goBuild(program, importPath); err != nil {
		return "", nil, errors.Join(fmt.Errorf("build %s: %w", importPath, err), remove())
	}
	return program, remove, nil
}

// goBuild builds with the tags that the program ships with.
func goBuild(program, importPath string) error {
	module, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("find go.mod: %w", err)
	}
	environment, err := godotenv.Read(filepath.Join(filepath.Dir(strings.TrimSpace(string(module))), "build.env"))
	if err != nil {
		return fmt.Errorf("read the build tags: %w", err)
	}
	output, err := exec.Command("go", "build", "-tags", environment["GO_TAGS"], "-o", program, importPath).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	return nil
}
