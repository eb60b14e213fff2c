// Package languageversion_test shows that Bazel compiles a module as the language version that its own
// go.mod names, as the go command does.
package languageversion_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"

	"example.com/simplebank/libs/gocommand"
)

func TestLoopVariableOfGo120(t *testing.T) {
	location := os.Getenv("CAPTURES")
	if location == "" {
		t.Skip("the program is Bazel's: tools/bazel test //tools/languageversion/...")
	}
	byBazel, err := runfiles.Rlocation(location)
	if err != nil {
		t.Fatal(err)
	}
	const want = "3\n3\n3\n"
	if got := output(t, goBuild(t)); got != want {
		t.Fatalf("built by the go command it prints %q, want %q", got, want)
	}
	if got := output(t, byBazel); got != want {
		t.Errorf("built by Bazel it prints %q, by the go command %q", got, want)
	}
}

// goBuild builds the module with the go command of Bazel's SDK.
func goBuild(t *testing.T) string {
	t.Helper()
	command, err := gocommand.Find()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "captures")
	build := exec.Command(command, "build", "-o", program, ".")
	build.Dir = "module"
	build.Env = gocommand.Environment()
	if written, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, written)
	}
	return program
}

func output(t *testing.T, program string) string {
	t.Helper()
	written, err := exec.Command(program).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(written)
}
