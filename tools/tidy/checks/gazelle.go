package checks

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"example.com/simplebank/tools/tidy/repo"
)

// Gazelle finds BUILD files that the gazelle executable would change.
func Gazelle(r *repo.Repo, gazelle string) ([]repo.Finding, error) {
	cmd := exec.Command(gazelle, "-mode=diff")
	cmd.Dir = r.Dir
	// Bazel's runner of gazelle goes by this, not by where it is called.
	cmd.Env = append(os.Environ(), "BUILD_WORKSPACE_DIRECTORY="+r.Dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	diff, err := cmd.Output()
	var exit *exec.ExitError
	// It exits with 1 both when there is a difference and when it fails.
	if err != nil && (!errors.As(err, &exit) || len(diff) == 0) {
		return nil, fmt.Errorf("gazelle: %w: %s", err, stderr.Bytes())
	}
	if len(diff) == 0 {
		return nil, nil
	}
	return []repo.Finding{{
		Path:    "BUILD.bazel",
		Message: "gazelle would change BUILD files:\n" + string(diff),
		Fix:     "run: tools/bazel run //:gazelle",
	}}, nil
}
