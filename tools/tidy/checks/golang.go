package checks

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"example.com/simplebank/tools/tidy/repo"
)

// Vet finds what go vet reports.
func Vet(r *repo.Repo) ([]repo.Finding, error) { return lint(r, "vet") }

// Staticcheck finds what staticcheck reports.
func Staticcheck(r *repo.Repo) ([]repo.Finding, error) { return lint(r, "tool", "staticcheck") }

// lint runs a linter that comes with the Go tool over all packages, with the
// build tags that programs ship with.
func lint(r *repo.Repo, command ...string) ([]repo.Finding, error) {
	tags, _, err := buildEnv(r)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", append(command, "-tags="+tags, "./...")...)
	cmd.Dir = r.Dir
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, fmt.Errorf("go %s: %w", strings.Join(command, " "), err)
	}
	if err == nil {
		return nil, nil
	}
	found, parseErr := parseLines(reports(out), "mend it")
	if parseErr != nil || len(found) == 0 {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(command, " "), err, out)
	}
	return found, nil
}

// reports takes from a linter's output what is not a report of its own: the
// name of the package, how it ended, and the rest of a report before.
func reports(out []byte) string {
	var lines strings.Builder
	for line := range bytes.Lines(out) {
		text := strings.TrimPrefix(string(line), "vet: ")
		if strings.HasPrefix(text, "#") || strings.HasPrefix(text, "exit status") || strings.HasPrefix(text, "\t") {
			continue
		}
		lines.WriteString(text)
	}
	return lines.String()
}
