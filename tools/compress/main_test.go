package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/simplebank/libs/asset/pack"
)

func TestRun(t *testing.T) {
	root := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	compress := func() string {
		t.Helper()
		var printed strings.Builder
		if err := run(root, &printed); err != nil {
			t.Fatal(err)
		}
		return printed.String()
	}
	write(pack.List, "site\n")
	write("site/page.html", "<p>one")
	write("site/gone.js.gz", "x")

	if got, want := compress(), "removed site/gone.js.gz\nwrote site/page.html.gz: "; !strings.HasPrefix(got, want) {
		t.Errorf("first: %q, want %q", got, want)
	}
	if _, err := os.Stat(filepath.Join(root, "site/gone.js.gz")); !os.IsNotExist(err) {
		t.Errorf("a file without source: %v", err)
	}
	if got := compress(); got != "" {
		t.Errorf("with nothing to do: %q", got)
	}
	write("site/page.html", "<p>two")
	if got, want := compress(), "wrote site/page.html.gz: "; !strings.HasPrefix(got, want) {
		t.Errorf("after a change: %q, want %q", got, want)
	}
	if err := run(t.TempDir(), os.Stdout); err == nil {
		t.Error("no error without a list")
	}
}
