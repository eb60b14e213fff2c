package checks

import (
	"debug/buildinfo"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"example.com/simplebank/tools/tidy/repo"
)

// Resolved finds modules that the given programs, which Bazel has built, have in another version than
// go.mod names. Bazel takes the highest version that any of its modules asks for; the go command
// would compile other code.
func Resolved(r *repo.Repo, binaries map[string]string) ([]repo.Finding, error) {
	var linked []*debug.Module
	for _, service := range slices.Sorted(maps.Keys(binaries)) {
		info, err := buildinfo.ReadFile(binaries[service])
		if err != nil {
			return nil, fmt.Errorf("read the build information of %s: %w", binaries[service], err)
		}
		linked = append(linked, info.Deps...)
	}
	return compareVersions(r, linked)
}

func compareVersions(r *repo.Repo, linked []*debug.Module) ([]repo.Finding, error) {
	data, err := r.Read("go.mod")
	if err != nil {
		return nil, err
	}
	file, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil {
		return nil, fmt.Errorf("parse go.mod: %w", err)
	}
	required := map[string]string{}
	for _, requirement := range file.Require {
		required[requirement.Mod.Path] = requirement.Mod.Version
	}

	differ := map[string]string{} // The version that go get is to be called with, by module.
	for _, module := range linked {
		if module.Replace == nil && required[module.Path] != module.Version {
			differ[module.Path] = module.Version
		}
	}
	if len(differ) == 0 {
		return nil, nil
	}
	var described, wanted []string
	for _, path := range slices.Sorted(maps.Keys(differ)) {
		version := required[path]
		if version == "" {
			version = "none"
		}
		described = append(described, fmt.Sprintf("%s %s (go.mod: %s)", path, differ[path], version))
		wanted = append(wanted, path+"@"+differ[path])
	}
	return []repo.Finding{{
		Path:    "go.mod",
		Message: "Bazel compiles other versions: " + strings.Join(described, ", "),
		Fix:     "run: go get " + strings.Join(wanted, " ") + " && go mod tidy",
	}}, nil
}
