package checks

import (
	"os"
	"testing"
)

// needGo skips a test under Bazel, where a Go tool that happens to be on the
// machine has neither a cache nor the network.
func needGo(t *testing.T) {
	t.Helper()
	if os.Getenv("TEST_SRCDIR") != "" {
		t.Skip("Bazel gives tests no Go SDK")
	}
}

func TestVet(t *testing.T) {
	needGo(t)
	const (
		goMod = "module m\n\ngo 1.24\n"
		env   = "GO_TAGS=\"small\"\nGO_LDFLAGS=\"\"\n"
		fault = "\n\nimport \"fmt\"\n\nfunc F() { fmt.Printf(\"%d\\n\", \"x\") }\n"
	)
	run(t, Vet, map[string]scenario{
		"good": {files: tree{"go.mod": goMod, "build.env": env, "a.go": "//go:build !small\n\npackage a" + fault, "b.go": "package a\n"}},
		"fault": {
			tree{"go.mod": goMod, "build.env": env, "b/b.go": "//go:build small\n\npackage b" + fault},
			[]string{"b/b.go:7: fmt.Printf format %d has arg \"x\" of wrong type string"},
		},
		"does not compile": {
			tree{"go.mod": goMod, "build.env": env, "a.go": "package a\n\nvar X = y\n"},
			[]string{"./a.go:3: undefined: y"},
		},
	})
	if got, err := Vet(tree{"go.mod": goMod, "build.env": env, "a.go": "package a\n\nimport _ \"m/none\"\n"}.open(t)); err == nil && len(got) == 0 {
		t.Error("missing package: no error")
	}
}

func TestLintWithoutGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := tree{"build.env": "GO_TAGS=\"\"\nGO_LDFLAGS=\"\"\n"}.open(t)
	if got, err := Staticcheck(r); err == nil {
		t.Errorf("got %v", got)
	}
}

func TestReports(t *testing.T) {
	out := "# m/b\n# [m/b]\nvet: b/b.go:1:2: wrong\n\tother declaration\nb/c.go:3:4: bad (SA1)\nexit status 1\n"
	if got, want := reports([]byte(out)), "b/b.go:1:2: wrong\nb/c.go:3:4: bad (SA1)\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
