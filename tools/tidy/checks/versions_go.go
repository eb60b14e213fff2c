package checks

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/bazelbuild/buildtools/build"

	"example.com/simplebank/tools/tidy/repo"
)

var goImage = regexp.MustCompile(`(?i)^FROM\s+(?:--\S+\s+)*(?:\S+/)?golang:([^\s@-]*)`)

func dockerVersions(r *repo.Repo, goVersion string) ([]repo.Finding, error) {
	var found []repo.Finding
	seen := false
	for _, f := range r.Files {
		if path.Base(f.Path) != "Dockerfile" {
			continue
		}
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		number := 0
		for line := range bytes.Lines(data) {
			number++
			match := goImage.FindSubmatch(line)
			if match == nil {
				continue
			}
			seen = true
			if version := string(match[1]); version != goVersion {
				found = append(found, repo.Finding{
					Path: f.Path, Line: number,
					Message: fmt.Sprintf("builds with Go %q, go.mod says %s", version, goVersion),
					Fix:     "write FROM golang:" + goVersion,
				})
			}
		}
	}
	if !seen {
		found = append(found, repo.Finding{
			Path:    "Dockerfile",
			Message: "no Dockerfile starts FROM golang:VERSION",
			Fix:     "add one, or take this out of the versions check",
		})
	}
	return found, nil
}

// workflowGo finds a literal version; go-version-file is the right way.
var workflowGo = regexp.MustCompile(`(?i)\bgo[-_]version['"]?\s*[:=]|\bgolang:\d|\bgo1\.\d`)

func workflowVersions(r *repo.Repo) ([]repo.Finding, error) {
	var found []repo.Finding
	seen := false
	for _, f := range r.Files {
		ext := path.Ext(f.Path)
		if path.Dir(f.Path) != ".github/workflows" || ext != ".yml" && ext != ".yaml" {
			continue
		}
		seen = true
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		number := 0
		for line := range bytes.Lines(data) {
			number++
			if workflowGo.Match(line) {
				found = append(found, repo.Finding{
					Path: f.Path, Line: number,
					Message: "names a Go version",
					Fix:     "write go-version-file: go.mod",
				})
			}
		}
	}
	if !seen {
		found = append(found, repo.Finding{
			Path:    ".github/workflows",
			Message: "no workflow",
			Fix:     "add one, or take this out of the versions check",
		})
	}
	return found, nil
}

// sdkVersions finds a Go SDK that Bazel does not take from go.mod, and build
// tags that are not those of build.env.
func sdkVersions(r *repo.Repo) ([]repo.Finding, error) {
	const name = "MODULE.bazel"
	if !r.Has(name) {
		return []repo.Finding{{Path: name, Message: "is missing", Fix: "add it, or take this out of the versions check"}}, nil
	}
	data, err := r.Read(name)
	if err != nil {
		return nil, err
	}
	file, err := build.ParseModule(name, data)
	if err != nil {
		return nil, nil // buildifier reports what does not parse
	}
	tags, _, err := buildEnv(r)
	if err != nil {
		return nil, err
	}
	var found []repo.Finding
	for _, rule := range file.Rules("") {
		for _, directive := range rule.AttrStrings("directives") {
			if named, ok := strings.CutPrefix(directive, "gazelle:build_tags "); ok && named != tags {
				start, _ := rule.Call.Span()
				found = append(found, repo.Finding{
					Path: name, Line: start.Line,
					Message: fmt.Sprintf("gazelle leaves the tags %q to Bazel, build.env sets %q", named, tags),
					Fix:     "write gazelle:build_tags " + tags,
				})
			}
		}
		if strings.HasPrefix(rule.Kind(), "go_sdk.") && rule.Attr("version") != nil {
			start, _ := rule.Call.Span()
			found = append(found, repo.Finding{
				Path: name, Line: start.Line,
				Message: "names a Go version",
				Fix:     "write go_sdk.from_file(go_mod = \"//:go.mod\")",
			})
		}
	}
	return found, nil
}
