package checks

import (
	"errors"
	"fmt"

	"golang.org/x/mod/modfile"

	"example.com/simplebank/tools/tidy/repo"
)

// goModule returns the module path and the Go version of the root's go.mod.
func goModule(r *repo.Repo) (path, version string, err error) {
	data, err := r.Read("go.mod")
	if err != nil {
		return "", "", err
	}
	file, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil {
		return "", "", fmt.Errorf("parse go.mod: %w", err)
	}
	if file.Module == nil || file.Go == nil {
		return "", "", errors.New("go.mod: no module or no go line")
	}
	return file.Module.Mod.Path, file.Go.Version, nil
}
