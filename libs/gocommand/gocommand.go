// Package gocommand finds the go command for tests that build with it: that of Bazel's Go SDK, which
// a test under Bazel has among its data, or else the one on the PATH.
package gocommand

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

// Variable has the $(rlocationpath) of //libs/gocommand:sdk in tests under Bazel.
const Variable = "GO_COMMAND"

// Find returns the path of the go command. Under Bazel it is an error if the test has not named it.
func Find() (string, error) {
	location := os.Getenv(Variable)
	if location == "" {
		if os.Getenv("TEST_SRCDIR") != "" {
			return "", fmt.Errorf("the test needs //libs/gocommand:sdk among its data, and its $(rlocationpath) in %s", Variable)
		}
		return exec.LookPath("go")
	}
	path, err := runfiles.Rlocation(location)
	if err != nil {
		return "", fmt.Errorf("find the go command of %s=%s: %w", Variable, location, err)
	}
	return path, nil
}

// Environment returns this process's environment, changed for pure builds without a network and
// whatever the user has set. Under Bazel the build cache is among the test's temporary files.
func Environment() []string {
	environment := append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOPROXY=off", "GOTOOLCHAIN=local", "GOWORK=off")
	if folder := os.Getenv("TEST_TMPDIR"); folder != "" {
		environment = append(environment, "GOCACHE="+filepath.Join(folder, "go-build"))
	}
	return environment
}
