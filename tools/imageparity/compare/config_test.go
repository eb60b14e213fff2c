package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/imageparity/imageconfig"
)

func TestCompareEnv(t *testing.T) {
	for _, test := range []struct {
		name string
		a, b []string
		want []string // Fields.
	}{
		{"nothing", nil, []string{}, nil},
		{"order", []string{"A=1", "B=2"}, []string{"B=2", "A=1"}, []string{"env order"}},
		{"value and order", []string{"A=1", "B=2"}, []string{"B=3", "A=1"}, []string{"env B", "env order"}},
		{"first is new", []string{"A=1", "B=2"}, []string{"C=3", "A=1", "B=2"}, []string{"env C"}},
		{"all are new", []string{"A=1"}, []string{"B=1"}, []string{"env A", "env B"}},
		{"duplicate", []string{"A=1"}, []string{"A=0", "A=1"}, []string{"env order"}},
		{"no value", []string{"A"}, []string{"A="}, []string{"env order"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range compareConfig(imageconfig.Config{Env: test.a}, imageconfig.Config{Env: test.b}).differences {
				got = append(got, d.Field)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
