package command_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestMain(m *testing.M) { os.Exit(banktest.Run(m)) }

type result struct {
	status         int
	stdout, stderr string
}

// run runs the program to its end.
func run(t *testing.T, env []string, args ...string) result {
	t.Helper()
	cmd := banktest.Command(t, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func openDB(t testing.TB, source string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
