package executable

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		name         string
		a, b         string // Names, in words.
		pairs        []pair
		onlyA, onlyB string
	}{
		{"nothing", "", "", nil, "", ""},
		{"equal", "x y", "x y", []pair{{0, 0}, {1, 1}}, "", ""},
		{"order of A", "z x y", "x y z", []pair{{0, 2}, {1, 0}, {2, 1}}, "", ""},
		{"only in one", "b a x", "x c", []pair{{2, 0}}, "a b", "c"},
		{"several", "x y x", "x x y", []pair{{0, 0}, {1, 2}, {2, 1}}, "", ""},
		{"more of one", "x x y x", "x y y", nil, "x x", "y"},
		{"all only in one", "", "b a", nil, "", "a b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			pairs, onlyA, onlyB := match(strings.Fields(test.a), strings.Fields(test.b))
			if diff := cmp.Diff(test.pairs, pairs, cmp.AllowUnexported(pair{})); diff != "" {
				t.Errorf("pairs (-want +got)\n%s", diff)
			}
			for want, got := range map[string]Names{"A: " + test.onlyA: onlyA, "B: " + test.onlyB: onlyB} {
				if words := strings.Join(got.First, " "); words != want[3:] || got.Total != len(got.First) {
					t.Errorf("got %v, want %s", got, want)
				}
			}
		})
	}
}

func TestManyNames(t *testing.T) {
	var names []string
	for i := range 70 {
		names = append(names, fmt.Sprintf("%02d", i))
	}
	_, only, _ := match(names, nil)
	if only.Total != 70 || len(only.First) != 50 || only.First[49] != "49" {
		t.Errorf("got %v", only)
	}
}
