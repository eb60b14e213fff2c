package checks

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAll(t *testing.T) {
	names := func(o Options) (names []string) {
		for _, c := range All(o) {
			names = append(names, c.Name)
		}
		return names
	}
	base := []string{"text", "paths", "gofmt", "buildifier", "imports", "docs", "compressed", "versions", "visibility", "shellcheck", "linked"}
	tests := []struct {
		options Options
		more    []string
	}{
		{Options{}, nil},
		{Options{Gazelle: "gazelle"}, []string{"gazelle"}},
		{Options{GoTool: true}, []string{"vet", "staticcheck"}},
	}
	for _, test := range tests {
		want := append(base[:len(base):len(base)], test.more...)
		if diff := cmp.Diff(want, names(test.options)); diff != "" {
			t.Errorf("%+v: %s", test.options, diff)
		}
	}
}
