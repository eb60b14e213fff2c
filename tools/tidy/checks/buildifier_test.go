package checks

import "testing"

func TestBuildifier(t *testing.T) {
	run(t, Buildifier, map[string]scenario{
		"good": {files: tree{
			"BUILD.bazel":  "load(\"//:x.bzl\", \"a\", \"b\")\n\na(\n    name = \"a\",\n    deps = [\n        \":b\",\n        \"//c\",\n    ],\n)\n",
			"MODULE.bazel": "module(name = \"x\")\n",
			"x.bzl":        "def a(name):\n    pass\n",
			"empty/BUILD":  "",
			"notes.txt":    "a( name='x' )\n",
		}},
		"quotes":  {tree{"BUILD.bazel": "a(\n    name = 'a',\n)\n"}, []string{"BUILD.bazel:2: not as buildifier writes it"}},
		"order":   {tree{"a/BUILD": "a(\n    name = \"a\",\n    deps = [\n        \"//c\",\n        \":b\",\n    ],\n)\n"}, []string{"a/BUILD:4: not as buildifier writes it"}},
		"module":  {tree{"MODULE.bazel": "module(name=\"x\")\n"}, []string{"MODULE.bazel:1: not as buildifier writes it"}},
		"library": {tree{"x.bzl": "def a(name):\n  pass\n"}, []string{"x.bzl:2: not as buildifier writes it"}},
		"syntax":  {tree{"WORKSPACE": "a(\n"}, []string{"WORKSPACE: does not parse: WORKSPACE:3:1: syntax error"}},
	})
}
