package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/simplebank/tools/tidy/checks"
	"example.com/simplebank/tools/tidy/repo"
)

func TestReport(t *testing.T) {
	good := checks.Check{Name: "good", Run: func(*repo.Repo) ([]repo.Finding, error) { return nil, nil }}
	fault := checks.Check{Name: "fault", Run: func(*repo.Repo) ([]repo.Finding, error) {
		return []repo.Finding{{Path: "a", Message: "wrong", Fix: "right it"}}, nil
	}}
	failing := checks.Check{Name: "failing", Run: func(*repo.Repo) ([]repo.Finding, error) { return nil, errors.New("blind") }}
	tests := []struct {
		checks []checks.Check
		status int
		stdout string
		stderr string
	}{
		{[]checks.Check{good}, 0, "", ""},
		{[]checks.Check{fault, good, fault}, 1, strings.Repeat("a: wrong (right it) [fault]\n", 2), ""},
		{[]checks.Check{failing, fault}, 2, "a: wrong (right it) [fault]\n", "tidy: failing: blind\n"},
	}
	for _, test := range tests {
		var stdout, stderr bytes.Buffer
		status := report(&repo.Repo{}, test.checks, &stdout, &stderr)
		if status != test.status || stdout.String() != test.stdout || stderr.String() != test.stderr {
			t.Errorf("got %d, %q, %q; want %+v", status, stdout.String(), stderr.String(), test)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for _, args := range [][]string{{"--nonsense"}, {"--binary", "x"}, {"words"}, {"--root", none}} {
		var stderr bytes.Buffer
		if status := run(args, &stderr, &stderr); status != 2 || stderr.Len() == 0 {
			t.Errorf("%q: %d, %q", args, status, stderr.String())
		}
	}
}

func TestRunUpdates(t *testing.T) {
	root := t.TempDir()
	service := filepath.Join(root, "services/x")
	if err := os.MkdirAll(service, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(service, "main.go"), []byte("package main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("BUILD_WORKSPACE_DIRECTORY", root)
	var stdout, stderr bytes.Buffer
	status := run([]string{"--update", "--binary", "services/x=" + binary}, &stdout, &stderr)
	if status != 0 || stdout.String() != "wrote services/x/linked_packages.txt\n" {
		t.Errorf("got %d, %q, %q", status, stdout.String(), stderr.String())
	}
	list, err := os.ReadFile(filepath.Join(service, "linked_packages.txt"))
	if err != nil || !strings.Contains(string(list), "\nruntime\n") {
		t.Errorf("list = %q, %v", list, err)
	}
}
