package checks

import (
	"path/filepath"
	"testing"
)

// fake returns a script in the place of gazelle. It starts only as gazelle should.
func fake(t *testing.T, script string) string {
	t.Helper()
	r := tree{"gazelle": "#!/bin/sh\nif [ \"$*\" != -mode=diff ] || [ ! -f go.mod ]; then exit 3; fi\n" + script + "\n"}.open(t)
	return filepath.Join(r.Dir, "gazelle")
}

func TestGazelle(t *testing.T) {
	r := tree{"go.mod": "module m\n"}.open(t)
	got, err := Gazelle(r, fake(t, "exit 0"))
	expect(t, got, err)
	got, err = Gazelle(r, fake(t, "echo '+deps'; exit 1"))
	expect(t, got, err, "BUILD.bazel: gazelle would change BUILD files:\n+deps\n")
	for name, gazelle := range map[string]string{
		"failing": fake(t, "echo broken >&2; exit 1"),
		"missing": filepath.Join(t.TempDir(), "none"),
	} {
		if got, err := Gazelle(r, gazelle); err == nil {
			t.Errorf("%s: %v, no error", name, got)
		}
	}
}
