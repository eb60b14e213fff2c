package checks

import (
	"bytes"
	"regexp"
	"strings"

	"example.com/simplebank/tools/tidy/repo"
)

// bazelVersions finds lines about Bazel that repeat its version. Other modules
// may happen to have a version of the same name.
func bazelVersions(r *repo.Repo) ([]repo.Finding, error) {
	const name = ".bazelversion"
	if !r.Has(name) {
		return []repo.Finding{{Path: name, Message: "is missing", Fix: "write the Bazel version into it"}}, nil
	}
	data, err := r.Read(name)
	if err != nil {
		return nil, err
	}
	version := strings.TrimSpace(string(data))
	if version == "" {
		return []repo.Finding{{Path: name, Message: "is empty", Fix: "write the Bazel version into it"}}, nil
	}
	repeated := regexp.MustCompile(`(?i)bazel.*[^\w.]` + regexp.QuoteMeta(version) + `(?:[^\w.]|\.?\s|$)`)
	var found []repo.Finding
	for _, f := range r.Files {
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		if f.Path == name || !repo.IsText(data) {
			continue
		}
		number := 0
		for line := range bytes.Lines(data) {
			number++
			if repeated.Match(line) && !bytes.HasPrefix(line, []byte("bazel_dep(")) {
				found = append(found, repo.Finding{
					Path: f.Path, Line: number,
					Message: "repeats the Bazel version " + version,
					Fix:     "leave it to .bazelversion",
				})
			}
		}
	}
	return found, nil
}
