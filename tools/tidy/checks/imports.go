package checks

import (
	"fmt"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"example.com/simplebank/tools/tidy/repo"
)

// Imports finds dependencies that point the wrong way: a service and a tool may
// use libs and themselves, libs only each other. There are no exceptions.
func Imports(r *repo.Repo) ([]repo.Finding, error) {
	module, _, err := goModule(r)
	if err != nil {
		return nil, err
	}
	var found []repo.Finding
	for _, f := range r.GoFiles() {
		dir := path.Dir(f.Path)
		if unit(dir) == "" {
			found = append(found, repo.Finding{
				Path:    f.Path,
				Message: "Go outside libs/, services/NAME/ and tools/NAME/",
				Fix:     "move it below one of them",
			})
			continue
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, filepath.Join(r.Dir, f.Path), nil, parser.ImportsOnly)
		if err != nil {
			continue // gofmt reports what does not parse
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, fmt.Errorf("%s: import %s: %w", f.Path, spec.Path.Value, err)
			}
			to, ours := strings.CutPrefix(imported, module+"/")
			if !ours || mayImport(dir, to) {
				continue
			}
			found = append(found, repo.Finding{
				Path: f.Path, Line: fset.Position(spec.Pos()).Line,
				Message: fmt.Sprintf("%s imports %s", unit(dir), to),
				Fix:     "dependencies go from services and tools to libs: move the shared code to libs",
			})
		}
	}
	return found, nil
}

// mayImport reports whether the package in directory from may import to.
func mayImport(from, to string) bool {
	return unit(to) == "libs" || unit(to) == unit(from)
}

// unit returns what a directory belongs to: libs, one service or one tool.
func unit(dir string) string {
	parts := strings.SplitN(dir, "/", 3)
	switch {
	case parts[0] == "libs" && len(parts) > 1:
		return "libs"
	case (parts[0] == "services" || parts[0] == "tools") && len(parts) > 1:
		return parts[0] + "/" + parts[1]
	}
	return ""
}
