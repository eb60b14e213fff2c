package checks

import (
	"path"
	"strings"

	"github.com/bazelbuild/buildtools/build"

	"example.com/simplebank/tools/tidy/repo"
)

// A target is something in a BUILD file that other packages may name.
type target struct {
	pkg, name, kind string
	file            string
	line            int
	visibility      build.Expr // nil if it does not say
}

func (t target) label() string { return "//" + t.pkg + ":" + t.name }

// A target of kind "package" stands for the default of a BUILD file.
const packageKind = "package"

// buildFiles is what the BUILD files of the repository say.
type buildFiles struct {
	targets []target
	users   map[string][]string // label to the packages that name it
}

func readBuildFiles(r *repo.Repo) (*buildFiles, error) {
	ignored, err := bazelIgnored(r)
	if err != nil {
		return nil, err
	}
	b := &buildFiles{users: map[string][]string{}}
	for _, f := range r.Files {
		base := path.Base(f.Path)
		isBuild := base == "BUILD.bazel" || base == "BUILD"
		if !isBuild && path.Ext(base) != ".bzl" || ignored(f.Path) {
			continue
		}
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		parsed, err := build.Parse(f.Path, data)
		if err != nil {
			continue // buildifier reports what does not parse
		}
		pkg := strings.TrimPrefix(path.Dir("/"+f.Path), "/")
		b.addUses(pkg, parsed)
		if isBuild {
			b.addTargets(pkg, parsed)
		}
	}
	return b, nil
}

// bazelIgnored returns whether a file is in a folder that Bazel is told to pass
// over, as other modules inside this repository are.
func bazelIgnored(r *repo.Repo) (func(name string) bool, error) {
	const name = ".bazelignore"
	var folders []string
	if r.Has(name) {
		data, err := r.Read(name)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			line = strings.Trim(strings.TrimSpace(line), "/")
			if line != "" && !strings.HasPrefix(line, "#") {
				folders = append(folders, line)
			}
		}
	}
	return func(name string) bool {
		for _, folder := range folders {
			if within(name, folder) {
				return true
			}
		}
		return false
	}, nil
}

func (b *buildFiles) addTargets(pkg string, file *build.File) {
	for _, rule := range file.Rules("") {
		start, _ := rule.Call.Span()
		t := target{pkg: pkg, kind: rule.Kind(), file: file.Path, line: start.Line, visibility: rule.Attr("visibility")}
		switch t.kind {
		case packageKind:
			t.visibility = rule.Attr("default_visibility")
			b.targets = append(b.targets, t)
		case "exports_files":
			if len(rule.Call.List) == 0 {
				continue
			}
			for _, t.name = range build.Strings(rule.Call.List[0]) {
				b.targets = append(b.targets, t)
			}
		default:
			if t.name = rule.Name(); t.name != "" {
				b.targets = append(b.targets, t)
			}
		}
	}
}

// addUses takes every string that is a label for a dependency, whatever the
// attribute is called: macros have attributes of their own.
func (b *buildFiles) addUses(pkg string, file *build.File) {
	build.WalkInterruptable(file, func(x build.Expr, _ []build.Expr) error {
		switch x := x.(type) {
		case *build.AssignExpr:
			if attr, ok := x.LHS.(*build.Ident); ok && (attr.Name == "visibility" || attr.Name == "default_visibility") {
				return &build.StopTraversalError{}
			}
		case *build.StringExpr:
			if label := resolve(pkg, x.Value); label != "" {
				b.users[label] = append(b.users[label], pkg)
			}
		}
		return nil
	})
}
