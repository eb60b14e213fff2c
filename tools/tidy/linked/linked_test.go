package linked

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The test is itself a Go program, so there is one to read without a compiler.
func TestPackagesOfThisTest(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Packages(program)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"debug/elf", "main", "runtime", "testing"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing in %q", want, got)
		}
	}
	if slices.Contains(got, "net/http") {
		t.Errorf("net/http is not linked, but is in %q", got)
	}
	if !slices.IsSorted(got) {
		t.Errorf("not sorted: %q", got)
	}
}

const strippedProgram = `package main

import (
	"net/http"
	"slices"
)

type server[T any] struct{ v []T }

func (s *server[T]) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.v = nil }

func main() {
	names := []http.ConnState{1, 2}
	slices.SortFunc(names, func(a, b http.ConnState) int { return int(a - b) })
	http.ListenAndServe("", &server[http.ConnState]{names})
}
`

func TestPackagesOfStrippedProgram(t *testing.T) {
	if os.Getenv("TEST_SRCDIR") != "" {
		t.Skip("Bazel gives tests no Go SDK")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module stripped\n\ngo 1.24\n", "main.go": strippedProgram} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %v: %v: %s", args, err, out)
		}
		return string(out)
	}
	run("build", "-trimpath", "-ldflags=-s -w", "-o", "program", ".")
	got, err := Packages(filepath.Join(dir, "program"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"main", "net/http", "slices", "vendor/golang.org/x/net/http/httpguts"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing in %q", want, got)
		}
	}
	// The runtime fills in runtime/debug by linkname, imported or not.
	known := append(strings.Fields(run("list", "-deps", ".")), "main", "runtime/debug")
	for _, pkg := range got {
		if !slices.Contains(known, pkg) {
			t.Errorf("%s is no dependency of the program", pkg)
		}
	}
}

func TestPackagesRefuses(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{text, text + ".absent", "/bin/sh"} {
		if got, err := Packages(name); err == nil {
			t.Errorf("Packages(%s) = %q", name, got)
		}
	}
}
