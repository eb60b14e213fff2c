package repo

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o644)
		if strings.HasPrefix(text, "#!") {
			mode = 0o755
		}
		if err := os.WriteFile(name, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
}

func paths(t *testing.T, dir string) []string {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Files {
		got = append(got, f.Path)
	}
	return got
}

var sample = map[string]string{
	".gitignore":         "# why\n/out/\n/bazel-*\n*.tmp\n",
	"a/b.go":             "package a\n",
	"a/note.tmp":         "",
	"a/out/kept":         "",
	"a/testdata/x.go":    "package x\n",
	"bazel-bin/x":        "",
	"out/x":              "",
	"tools/script":       "#!/bin/sh\n",
	"tools/.hidden/file": "",
}

var sampleFiles = []string{
	".gitignore", "a/b.go", "a/out/kept", "a/testdata/x.go", "tools/.hidden/file", "tools/script",
}

func TestOpenWithoutGit(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, sample)
	if err := os.Symlink("a/b.go", filepath.Join(dir, "link.go")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sampleFiles, paths(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestOpenWithGit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	dir := t.TempDir()
	write(t, dir, sample)
	write(t, dir, map[string]string{"deleted": ""})
	for _, args := range [][]string{{"init", "-q"}, {"add", "deleted", "a"}} {
		if out, err := exec.Command(git, append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	if err := os.Remove(filepath.Join(dir, "deleted")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sampleFiles, paths(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestOpenRefusesUnknownIgnorePattern(t *testing.T) {
	for _, pattern := range []string{"a/b", "!keep", "["} {
		dir := t.TempDir()
		write(t, dir, map[string]string{".gitignore": pattern + "\n"})
		if _, err := Open(dir); err == nil {
			t.Errorf("%q: no error", pattern)
		}
	}
}

func TestRepo(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, sample)
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Has("a/b.go") || r.Has("a/c.go") {
		t.Error("Has: want a/b.go only")
	}
	for _, f := range r.Files {
		if want := f.Path == "tools/script"; f.Executable != want {
			t.Errorf("%s: executable = %v", f.Path, f.Executable)
		}
	}
	if got := r.GoFiles(); len(got) != 1 || got[0].Path != "a/b.go" {
		t.Errorf("GoFiles = %v", got)
	}
	if data, err := r.Read("a/b.go"); err != nil || string(data) != "package a\n" {
		t.Errorf("Read = %q, %v", data, err)
	}
}

func TestFindRoot(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"top/go.mod": "module x\n", "top/a/b/c": ""})
	got, err := FindRoot(filepath.Join(dir, "top/a/b"))
	if err != nil || got != filepath.Join(dir, "top") {
		t.Errorf("FindRoot = %q, %v", got, err)
	}
	if got, err := FindRoot(dir); err == nil {
		t.Errorf("FindRoot without go.mod = %q", got)
	}
}

func TestFindingString(t *testing.T) {
	f := Finding{Path: "a.go", Line: 3, Message: "wrong", Fix: "right it"}
	if got, want := f.String(), "a.go:3: wrong (right it)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f.Line = 0
	if got, want := f.String(), "a.go: wrong (right it)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
