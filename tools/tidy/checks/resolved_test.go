package checks

import (
	"runtime/debug"
	"testing"
)

func TestCompareVersions(t *testing.T) {
	files := tree{"go.mod": "module m\n\nrequire (\n\ta.com/x v1.2.0\n\tb.com/y v0.3.0 // indirect\n)\n"}
	x, y := &debug.Module{Path: "a.com/x", Version: "v1.2.0"}, &debug.Module{Path: "b.com/y", Version: "v0.3.0"}
	raised := &debug.Module{Path: "b.com/y", Version: "v0.4.0"}
	more := &debug.Module{Path: "c.com/z", Version: "v0.1.0"}
	replaced := &debug.Module{Path: "a.com/x", Version: "v0.0.0", Replace: &debug.Module{Path: "./x"}}
	for name, test := range map[string]struct {
		linked  []*debug.Module
		message string
		fix     string
	}{
		"same":     {linked: []*debug.Module{x, y}},
		"fewer":    {linked: []*debug.Module{y}},
		"replaced": {linked: []*debug.Module{replaced, y}},
		"raised": {
			[]*debug.Module{x, raised},
			"go.mod: Bazel compiles other versions: b.com/y v0.4.0 (go.mod: v0.3.0)",
			"run: go get b.com/y@v0.4.0 && go mod tidy",
		},
		"raised and not named": {
			[]*debug.Module{more, x, raised},
			"go.mod: Bazel compiles other versions: b.com/y v0.4.0 (go.mod: v0.3.0), c.com/z v0.1.0 (go.mod: none)",
			"run: go get b.com/y@v0.4.0 c.com/z@v0.1.0 && go mod tidy",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := compareVersions(files.open(t), test.linked)
			if test.message == "" {
				expect(t, got, err)
				return
			}
			expect(t, got, err, test.message)
			if len(got) == 1 && got[0].Fix != test.fix {
				t.Errorf("the fix is %q, want %q", got[0].Fix, test.fix)
			}
		})
	}
}

func TestResolvedRefuses(t *testing.T) {
	files := tree{"go.mod": "module m\n"}
	if _, err := Resolved(files.open(t), map[string]string{"services/x": "/dev/null"}); err == nil {
		t.Error("a program without build information: no error")
	}
}
