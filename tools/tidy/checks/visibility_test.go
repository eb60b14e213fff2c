package checks

import (
	"fmt"
	"strings"
	"testing"
)

// rule returns a call. Its deps are before a semicolon, its visibility behind.
func rule(kind, name, lists string) string {
	quote := func(labels string) string {
		var quoted []string
		for _, label := range strings.Fields(labels) {
			quoted = append(quoted, fmt.Sprintf("%q", label))
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	deps, visibility, _ := strings.Cut(lists, ";")
	text := fmt.Sprintf("%s(name = %q, deps = %s", kind, name, quote(deps))
	if visibility != "" {
		text += ", visibility = " + quote(visibility)
	}
	return text + ")\n"
}

func TestVisibility(t *testing.T) {
	lib := func(visibility string) string { return rule("go_library", "a", ";"+visibility) }
	user := rule("go_library", "user", "//libs/a")
	run(t, Visibility, map[string]scenario{
		"good": {files: tree{
			"libs/a/BUILD.bazel":         lib("//libs:__subpackages__ //services/x:__subpackages__ //tools/t:__pkg__") + rule("go_test", "a_test", ":a"),
			"libs/b/BUILD.bazel":         user,
			"services/x/BUILD.bazel":     rule("go_library", "lib", "//services/x/api;//visibility:private //services/x/api:__pkg__") + rule("go_binary", "x", ":lib;//tools/t:__pkg__"),
			"services/x/api/BUILD.bazel": rule("go_library", "api", "//libs/a:a @//services/x:lib;//services/x:__pkg__"),
			"tools/t/BUILD":              "go_test(name = \"t\", data = select({\"//c\": [\":t.go\"], \"//d\": [\"//libs/a\"]}) + [\"//services/x\"])\n",
			"other/BUILD.bazel":          lib("//visibility:public"),
			"tools/nogo/BUILD.bazel":     rule("nogo", "nogo", ";//visibility:public"),
			".bazelignore":               "# why\nother/\n",
		}},
		"own package":          {tree{"libs/a/BUILD.bazel": lib(":__pkg__")}, []string{"libs/a/BUILD.bazel:1: target a: nothing in :__pkg__ uses it"}},
		"public":               {tree{"libs/a/BUILD.bazel": lib("//visibility:public")}, []string{"libs/a/BUILD.bazel:1: target a: //visibility:public is wider than needed"}},
		"everyone":             {tree{"libs/a/BUILD.bazel": lib("//:__subpackages__"), "libs/b/BUILD.bazel": user}, []string{"libs/a/BUILD.bazel:1: target a: //:__subpackages__ is wider than //libs/a:a may be visible"}},
		"everyone sees a tool": {tree{"tools/a/BUILD.bazel": lib("//:__subpackages__")}, []string{"tools/a/BUILD.bazel:1: target a: //:__subpackages__ is wider than //tools/a:a may be visible"}},
		"not used in one of two trees": {
			tree{"libs/a/BUILD.bazel": lib("//libs:__subpackages__ //services:__subpackages__"), "libs/b/BUILD.bazel": user},
			[]string{"libs/a/BUILD.bazel:1: target a: nothing in //services:__subpackages__ uses it"},
		},
		"used by itself only": {
			tree{"libs/a/BUILD.bazel": lib("//libs:__subpackages__") + user},
			[]string{"libs/a/BUILD.bazel:1: target a: nothing in //libs:__subpackages__ uses it"},
		},
		"used below the package": {
			tree{"libs/a/BUILD.bazel": lib("//libs/b:__pkg__"), "libs/b/c/BUILD.bazel": user},
			[]string{"libs/a/BUILD.bazel:1: target a: nothing in //libs/b:__pkg__ uses it"},
		},
		"a visibility is no use": {
			tree{"libs/a/BUILD.bazel": lib("//libs/b:__pkg__"), "libs/b/BUILD.bazel": "x(name = \"x\", visibility = [\"//libs/a\"])\n"},
			[]string{
				"libs/a/BUILD.bazel:1: target a: nothing in //libs/b:__pkg__ uses it",
				"libs/b/BUILD.bazel:1: target x: //libs/a is not PACKAGE:__pkg__ or PACKAGE:__subpackages__",
			},
		},
		"used by a macro": {files: tree{"libs/a/BUILD.bazel": lib("//tools:__subpackages__"), "tools/t/x.bzl": "def f():\n    go_test(deps = [\"//libs/a\"])\n"}},
		"libs seen from elsewhere": {
			tree{"libs/a/BUILD.bazel": lib("//other:__pkg__"), "other/BUILD.bazel": user},
			[]string{"libs/a/BUILD.bazel:1: target a: //other:__pkg__ is wider than //libs/a:a may be visible"},
		},
		"a service seen from another": {
			tree{"services/x/BUILD.bazel": rule("go_binary", "x", ";//services:__subpackages__"), "services/y/BUILD.bazel": rule("go_test", "t", "//services/x")},
			[]string{"services/x/BUILD.bazel:1: target x: //services:__subpackages__ is wider than //services/x:x may be visible"},
		},
		"a service's library seen from tools": {
			tree{"services/x/BUILD.bazel": rule("go_library", "x", ";//tools/t:__pkg__"), "tools/t/BUILD.bazel": rule("go_test", "t", "//services/x")},
			[]string{"services/x/BUILD.bazel:1: target x: //tools/t:__pkg__ is wider than //services/x:x may be visible"},
		},
		"default": {
			tree{
				"libs/a/BUILD.bazel": "\npackage(default_visibility = [\"//libs:__subpackages__\", \"//tools:__subpackages__\"])\n" + rule("go_library", "a", "") + rule("go_library", "b", ""),
				"libs/b/BUILD.bazel": user,
			},
			[]string{"libs/a/BUILD.bazel:2: default_visibility: nothing in //tools:__subpackages__ uses it"},
		},
		"files": {
			tree{"BUILD.bazel": "exports_files([\"a\", \"b\"])\n\nexports_files([\"c\"], visibility = [\"//tools/t:__pkg__\"])\n", "tools/t/BUILD.bazel": rule("x", "x", "//:c")},
			[]string{"BUILD.bazel:1: target a: without visibility a file is public", "BUILD.bazel:1: target b: without visibility a file is public"},
		},
		"not a list":  {tree{"libs/a/BUILD.bazel": "x(name = \"a\", visibility = V)\n"}, []string{"libs/a/BUILD.bazel:1: target a: visibility is not a list"}},
		"not strings": {tree{"libs/a/BUILD.bazel": "x(name = \"a\", visibility = [V])\n"}, []string{"libs/a/BUILD.bazel:1: target a: visibility is not a list of strings"}},
	})
}
