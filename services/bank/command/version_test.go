package command_test

import (
	"regexp"
	"testing"
)

func TestVersion(t *testing.T) {
	got := run(t, nil, "version")
	if got.status != 0 || !regexp.MustCompile(`^\d+\.\d+\.\d+(\+[0-9a-f]{12}(-dirty)?)?\n$`).MatchString(got.stdout) {
		t.Errorf("got %+v, want a version like 1.2.3 or, stamped, 1.2.3+0123456789ab", got)
	}
}
