package checks

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"regexp"
	"strconv"
	"strings"

	"example.com/simplebank/tools/tidy/repo"
)

var shebang = regexp.MustCompile(`^#!\s*(?:\S*/env\s+)?\S*\b(?:sh|bash)(?:\s|$)`)

// Shellcheck finds faults in shell scripts, and scripts that do not run.
func Shellcheck(r *repo.Repo) ([]repo.Finding, error) {
	var found []repo.Finding
	var scripts []string
	for _, f := range r.Files {
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		line, _, _ := bytes.Cut(data, []byte("\n"))
		starts := shebang.Match(line)
		if ext := path.Ext(f.Path); !starts && ext != ".sh" && ext != ".bash" {
			continue
		}
		scripts = append(scripts, f.Path)
		if starts && !f.Executable {
			found = append(found, repo.Finding{
				Path: f.Path, Line: 1,
				Message: "has a shebang but is not executable",
				Fix:     "run: chmod +x " + f.Path,
			})
		}
	}
	if len(scripts) == 0 {
		return found, nil
	}
	faults, err := shellcheck(r.Dir, scripts)
	return append(found, faults...), err
}

// shellcheck runs the program over all scripts at once, for they may source
// each other.
func shellcheck(dir string, scripts []string) ([]repo.Finding, error) {
	program, err := exec.LookPath("shellcheck")
	if err != nil {
		return nil, fmt.Errorf("%w (run: apt-get install shellcheck)", err)
	}
	cmd := exec.Command(program, append([]string{"--external-sources", "--format=gcc", "--"}, scripts...)...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 { // has findings
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("shellcheck: %w: %s", err, stderr.Bytes())
	}
	return parseLines(string(out), "mend it, or disable the rule there with a reason")
}

var reportLine = regexp.MustCompile(`^([^:]+):(\d+):\d+: (.*)$`)

// parseLines reads the reports path:line:column: message that linters print.
func parseLines(out, fix string) ([]repo.Finding, error) {
	var found []repo.Finding
	for line := range strings.Lines(out) {
		match := reportLine.FindStringSubmatch(strings.TrimSpace(line))
		if match == nil {
			return nil, fmt.Errorf("not a report: %s", out)
		}
		number, err := strconv.Atoi(match[2])
		if err != nil {
			return nil, fmt.Errorf("not a report: %w", err)
		}
		found = append(found, repo.Finding{Path: match[1], Line: number, Message: match[3], Fix: fix})
	}
	return found, nil
}
