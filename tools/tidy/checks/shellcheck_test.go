package checks

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestShellcheck(t *testing.T) {
	if _, err := exec.LookPath("shellcheck"); err != nil {
		t.Fatal("run: apt-get install shellcheck")
	}
	const fault = "warning: x appears unused. Verify use (or export if used externally). [SC2034]"
	run(t, Shellcheck, map[string]scenario{
		"good": {files: tree{
			"run":     "#!/usr/bin/env bash\nset -eu\n. ./part.sh\n",
			"part.sh": "# shellcheck shell=sh\necho\n",
			"x.py":    "#!/usr/bin/env python3\nx=1\n",
			"x.fish":  "#!/usr/bin/fish\nx=1\n",
			"x.txt":   "x=1\n",
		}},
		"no scripts": {files: tree{"a.md": "text\n"}},
		"by shebang": {tree{"tools/a": "#!/bin/sh -e\n\nx=1\n"}, []string{"tools/a:3: " + fault}},
		"by env":     {tree{".ci/run": "#!/usr/bin/env bash\nx=1\n"}, []string{".ci/run:2: " + fault}},
		"by name":    {tree{"a.sh": "# shellcheck shell=sh\nx=1\n"}, []string{"a.sh:2: " + fault}},
	})
}

func TestShellcheckExecutable(t *testing.T) {
	r := tree{"run": "#!/bin/sh\n"}.open(t)
	if err := os.Chmod(filepath.Join(r.Dir, "run"), 0o644); err != nil {
		t.Fatal(err)
	}
	r.Files[0].Executable = false
	got, err := Shellcheck(r)
	expect(t, got, err, "run:1: has a shebang but is not executable")
}

func TestShellcheckMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Shellcheck(tree{"run": "#!/bin/sh\n"}.open(t))
	if err == nil || !strings.Contains(err.Error(), "apt-get install shellcheck") {
		t.Errorf("error = %v", err)
	}
}

func TestParseLines(t *testing.T) {
	got, err := parseLines("a/b.go:12:3: wrong: very\n", "fix")
	expect(t, got, err, "a/b.go:12: wrong: very")
	if got, err := parseLines("a panic\n", "fix"); err == nil {
		t.Errorf("accepted as %v", got)
	}
}
