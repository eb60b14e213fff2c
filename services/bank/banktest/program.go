// Package banktest runs the real program bank, with a real database, for tests
// of it from outside.
package banktest

import (
	"fmt"
	"os"
	"os/exec"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/testbinary"
)

// Variable is the environment variable in which Bazel tells where the program
// is.
const Variable = "BANK_BINARY"

// The keys of the servers that [Start] starts: for tokens, and for the log of
// transfers, with what verifies it.
const (
	TokenKey       = "test key test key test key test "
	LedgerKey      = "PRIVATE+KEY+ledger.bank.example+7d5dd3e8+AXbHEaPy7WkVZ7M/BoCRRpVV6BQRYjEW8qQoslVfKUW5"
	LedgerVerifier = "ledger.bank.example+7d5dd3e8+AceGUdA1ZHN4T6BeRDCE49tzK/VKFu1Fn+RkmosanFjT"
)

var program string

// Run runs the tests of a package that uses this one and returns the exit
// status. The package's TestMain calls os.Exit(banktest.Run(m)).
func Run(m *testing.M) int {
	path, remove, err := testbinary.Find(Variable, "example.com/simplebank/services/bank")
	if err != nil {
		fmt.Fprintln(os.Stderr, "banktest:", err)
		return 1
	}
	program = path
	code := postgrestest.Run(m)
	if err := remove(); err != nil {
		fmt.Fprintln(os.Stderr, "banktest:", err)
		return 1
	}
	return code
}

// Command returns a run of the program, or of that in the image which
// [ImageVariable] names, not started yet, in an empty directory and with no
// environment but the given NAME=value pairs.
func Command(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	if program == "" {
		t.Fatal("the package has no TestMain that calls banktest.Run")
	}
	if image := os.Getenv(ImageVariable); image != "" {
		return inContainer(t, image, env, args)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = t.TempDir()
	// os/exec takes nil for the environment of the test.
	cmd.Env = append([]string{}, env...)
	return cmd
}
