package checks

import "testing"

func TestDocs(t *testing.T) {
	run(t, Docs, map[string]scenario{
		"good": {files: tree{
			"a/a.go":      "// Package a is good.\npackage a\n",
			"a/b.go":      "//go:build linux\n\n// About the file.\n\npackage a\n",
			"a/a_test.go": "// About the test.\npackage a\n",
			"b/main.go":   "// b does something.\npackage main\n",
			"c/c_test.go": "package c_test\n",
			"d/broken.go": "no Go\n",
		}},
		"none": {
			tree{"a/a.go": "package a\n", "a/b.go": "//go:build x\n\npackage a\n"},
			[]string{"a/a.go: the package has no doc comment"},
		},
		"directive only": {tree{"a/a.go": "//go:generate x\npackage a\n"}, []string{"a/a.go: the package has no doc comment"}},
		"test only": {
			tree{"a/a.go": "package a\n", "a/a_test.go": "// Package a is tested.\npackage a\n"},
			[]string{"a/a.go: the package has no doc comment"},
		},
		"program without": {tree{"a/a.go": "package main\n"}, []string{"a/a.go: the package has no doc comment"}},
		"two": {
			tree{"a/a.go": "// Package a is good.\npackage a\n", "a/b.go": "\n// Package a is great.\npackage a\n"},
			[]string{"a/b.go:2: second doc comment of the package, the first is in a/a.go"},
		},
		"other name": {
			tree{"a/a.go": "// Package abc is good.\npackage a\n"},
			[]string{"a/a.go:1: the package's doc comment does not start with \"Package a\""},
		},
	})
}
