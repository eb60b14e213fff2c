package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bazelbuild/buildtools/build"

	"example.com/simplebank/tools/tidy/repo"
)

// publicTargets are visible to everyone, each for the reason that is given.
var publicTargets = map[string]string{
	"//:package_metadata": "REPO.bazel gives it to every target",
	"//tools/nogo:nogo":   "the Go rules, which are another repository, name it",
}

// Visibility finds targets that more packages may depend on than do.
func Visibility(r *repo.Repo) ([]repo.Finding, error) {
	b, err := readBuildFiles(r)
	if err != nil {
		return nil, err
	}
	var found []repo.Finding
	for _, t := range b.targets {
		for _, message := range b.visibilityFaults(t) {
			name := "target " + t.name
			if t.kind == packageKind {
				name = "default_visibility"
			}
			found = append(found, repo.Finding{
				Path: t.file, Line: t.line,
				Message: name + ": " + message,
				Fix:     "name the narrowest packages that use it",
			})
		}
	}
	return found, nil
}

func (b *buildFiles) visibilityFaults(t target) []string {
	if t.visibility == nil {
		if t.kind == "exports_files" {
			return []string{"without visibility a file is public"}
		}
		return nil
	}
	list, ok := t.visibility.(*build.ListExpr)
	if !ok {
		return []string{"visibility is not a list"}
	}
	grants := build.Strings(list)
	if len(grants) != len(list.List) {
		return []string{"visibility is not a list of strings"}
	}
	var faults []string
	for _, grant := range grants {
		if fault := b.grantFault(t, grant); fault != "" {
			faults = append(faults, fault)
		}
	}
	return faults
}

func (b *buildFiles) grantFault(t target, grant string) string {
	if grant == "//visibility:private" {
		return ""
	}
	if grant == "//visibility:public" {
		if publicTargets[t.label()] != "" {
			return ""
		}
		return grant + " is wider than needed"
	}
	folder, scope, _ := strings.Cut(strings.TrimPrefix(resolve(t.pkg, grant), "//"), ":")
	if scope != "__pkg__" && scope != "__subpackages__" {
		return grant + " is not PACKAGE:__pkg__ or PACKAGE:__subpackages__"
	}
	if !slices.ContainsFunc(mayGrant(t), func(tree string) bool { return within(folder, tree) && folder+tree != "" }) {
		return fmt.Sprintf("%s is wider than %s may be visible", grant, t.label())
	}
	for _, user := range b.usersOf(t) {
		if user != t.pkg && (user == folder || scope == "__subpackages__" && within(user, folder)) {
			return ""
		}
	}
	return "nothing in " + grant + " uses it"
}

// mayGrant returns the trees that a target may be visible to.
func mayGrant(t target) []string {
	switch owner := unit(t.pkg); {
	case owner == "libs":
		return []string{"libs", "services", "tools"}
	case !strings.HasPrefix(owner, "services/"):
		return []string{""}
	case t.kind == packageKind || strings.HasSuffix(t.kind, "_library"):
		return []string{owner}
	default:
		// Tools look at what a service ships, but do not compile it in.
		return []string{owner, "tools"}
	}
}

// usersOf returns the packages that name the target, or for the default of a
// package any of its targets.
func (b *buildFiles) usersOf(t target) []string {
	if t.kind != packageKind {
		return b.users[t.label()]
	}
	var users []string
	for _, other := range b.targets {
		if other.pkg == t.pkg && other.visibility == nil {
			users = append(users, b.users[other.label()]...)
		}
	}
	return users
}
