package checks

import (
	"maps"
	"testing"
)

func TestVersions(t *testing.T) {
	good := tree{
		".bazelversion":            "0.1.2\n",
		"build.env":                "GO_TAGS=\"a b\"\nGO_LDFLAGS=\"-s\"\n",
		".github/workflows/ci.yml": "with:\n  go-version-file: go.mod\n",
		"MODULE.bazel":             "bazel_dep(name = \"x\", version = \"0.1.2\")\ngo_sdk.from_file(go_mod = \"//:go.mod\")\n",
		"go.mod":                   "module m\n\ngo 1.2.3\n",
		"x/Dockerfile":             "# syntax=x\nFROM --platform=$BUILDPLATFORM golang:1.2.3-alpine3 AS build\nFROM scratch\n",
	}
	with := func(name, text string) tree {
		files := maps.Clone(good)
		files[name] = text
		return files
	}
	without := func(name string) tree {
		files := maps.Clone(good)
		delete(files, name)
		return files
	}
	run(t, Versions, map[string]scenario{
		"good":            {files: good},
		"no Dockerfile":   {without("x/Dockerfile"), []string{"Dockerfile: no Dockerfile starts FROM golang:VERSION"}},
		"no workflow":     {without(".github/workflows/ci.yml"), []string{".github/workflows: no workflow"}},
		"no MODULE.bazel": {without("MODULE.bazel"), []string{"MODULE.bazel: is missing"}},
		"no Bazel":        {without(".bazelversion"), []string{".bazelversion: is missing"}},
		"empty Bazel":     {with(".bazelversion", "\n"), []string{".bazelversion: is empty"}},
		"other Go":        {with("x/Dockerfile", "FROM golang:1.2.4-alpine\n"), []string{"x/Dockerfile:1: builds with Go \"1.2.4\", go.mod says 1.2.3"}},
		"shorter Go":      {with("x/Dockerfile", "FROM a/golang:1.2\n"), []string{"x/Dockerfile:1: builds with Go \"1.2\", go.mod says 1.2.3"}},
		"variable Go":     {with("x/Dockerfile", "FROM golang:$V\n"), []string{"x/Dockerfile:1: builds with Go \"$V\", go.mod says 1.2.3"}},
		"workflow input":  {with(".github/workflows/a.yaml", "a:\n  go-version: '1.2.3'\n"), []string{".github/workflows/a.yaml:2: names a Go version"}},
		"workflow env":    {with(".github/workflows/a.yml", "GO_VERSION: 1.2.3\n"), []string{".github/workflows/a.yml:1: names a Go version"}},
		"workflow image":  {with(".github/workflows/a.yml", "container: golang:1\n"), []string{".github/workflows/a.yml:1: names a Go version"}},
		"SDK":             {with("MODULE.bazel", "\ngo_sdk.download(version = \"1.2.3\")\n"), []string{"MODULE.bazel:2: names a Go version"}},
		"tags":            {files: with("MODULE.bazel", "go_deps.gazelle_override(directives = [\"gazelle:build_tags a,b\"])\n")},
		"other tags":      {with("MODULE.bazel", "go_deps.gazelle_override(directives = [\"gazelle:build_tags a\"])\n"), []string{"MODULE.bazel:1: gazelle leaves the tags \"a\" to Bazel, build.env sets \"a,b\""}},
		"Bazel in text":   {with("README.md", "We use\nBazel 0.1.2.\n"), []string{"README.md:2: repeats the Bazel version 0.1.2"}},
		"Bazel in script": {with("run", "USE_BAZEL_VERSION=0.1.2 x\nbazel-0.1.2 y\n"), []string{"run:1: repeats the Bazel version 0.1.2", "run:2: repeats the Bazel version 0.1.2"}},
		"other version":   {files: with("README.md", "Bazel 0.1.20, bazel 10.1.2, bazel 0.1.2.3\nsomething 0.1.2\n")},
	})
}
