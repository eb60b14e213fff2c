package checks

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"example.com/simplebank/tools/tidy/repo"
)

// Docs finds packages without a doc comment, or with more than one.
func Docs(r *repo.Repo) ([]repo.Finding, error) {
	var found []repo.Finding
	first := map[string]string{} // package directory to its first file
	documented := map[string]string{}
	for _, f := range r.GoFiles() {
		if strings.HasSuffix(f.Path, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, filepath.Join(r.Dir, f.Path), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			continue // gofmt reports what does not parse
		}
		dir := path.Dir(f.Path)
		if first[dir] == "" {
			first[dir] = f.Path
		}
		doc := parsed.Doc.Text()
		if doc == "" {
			continue
		}
		line := fset.Position(parsed.Doc.Pos()).Line
		if earlier := documented[dir]; earlier != "" {
			found = append(found, repo.Finding{
				Path: f.Path, Line: line,
				Message: fmt.Sprintf("second doc comment of the package, the first is in %s", earlier),
				Fix:     "keep one",
			})
			continue
		}
		documented[dir] = f.Path
		if want := docStart(parsed.Name); want != "" && !strings.HasPrefix(doc, want) {
			found = append(found, repo.Finding{
				Path: f.Path, Line: line,
				Message: fmt.Sprintf("the package's doc comment does not start with %q", strings.TrimSpace(want)),
				Fix:     "start it so",
			})
		}
	}
	for dir, file := range first {
		if documented[dir] == "" {
			found = append(found, repo.Finding{
				Path:    file,
				Message: "the package has no doc comment",
				Fix:     "say above one of its package clauses what it is for",
			})
		}
	}
	slices.SortFunc(found, func(a, b repo.Finding) int { return strings.Compare(a.Path, b.Path) })
	return found, nil
}

// docStart returns how a package's comment begins; a program's is free.
func docStart(name *ast.Ident) string {
	if name.Name == "main" {
		return ""
	}
	return "Package " + name.Name + " "
}
