package checks

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/tidy/repo"
)

// tree is the files of a small repository. Those with a shebang are executable.
type tree map[string]string

func (files tree) open(t *testing.T) *repo.Repo {
	t.Helper()
	dir := t.TempDir()
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
	r, err := repo.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// expect compares findings, without what to do about them, with lines.
func expect(t *testing.T, got []repo.Finding, err error, want ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range got {
		if f.Fix == "" {
			t.Errorf("%s: does not say what to do", f)
		}
		lines = append(lines, strings.TrimSuffix(f.String(), " ("+f.Fix+")"))
	}
	slices.Sort(lines)
	slices.Sort(want)
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

type scenario struct {
	files tree
	want  []string
}

// run checks one tree a scenario. A scenario without want is a good tree.
func run(t *testing.T, check func(*repo.Repo) ([]repo.Finding, error), scenarios map[string]scenario) {
	t.Helper()
	for name, s := range scenarios {
		t.Run(name, func(t *testing.T) {
			got, err := check(s.files.open(t))
			expect(t, got, err, s.want...)
		})
	}
}
