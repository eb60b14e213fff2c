package checks

import (
	"bytes"
	"path"

	"github.com/bazelbuild/buildtools/build"

	"example.com/simplebank/tools/tidy/repo"
)

// Buildifier finds Bazel files that buildifier would change. Its warnings are
// left out: their library needs a protocol buffer compiler under Bazel.
func Buildifier(r *repo.Repo) ([]repo.Finding, error) {
	var found []repo.Finding
	for _, f := range r.Files {
		if !isStarlark(f.Path) {
			continue
		}
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		parsed, err := build.Parse(f.Path, data)
		if err != nil {
			found = append(found, repo.Finding{Path: f.Path, Message: "does not parse: " + err.Error(), Fix: "mend it"})
			continue
		}
		if formatted := build.Format(parsed); !bytes.Equal(data, formatted) {
			found = append(found, repo.Finding{
				Path: f.Path, Line: firstDifference(data, formatted),
				Message: "not as buildifier writes it",
				Fix:     "run: buildifier " + f.Path,
			})
		}
	}
	return found, nil
}

func isStarlark(name string) bool {
	switch path.Ext(name) {
	case ".bazel", ".bzl", ".star":
		return true
	}
	base := path.Base(name)
	return base == "BUILD" || base == "WORKSPACE"
}
