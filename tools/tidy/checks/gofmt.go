package checks

import (
	"bytes"
	"go/format"

	"example.com/simplebank/tools/tidy/repo"
)

// Gofmt finds Go files that gofmt would change.
func Gofmt(r *repo.Repo) ([]repo.Finding, error) {
	var found []repo.Finding
	for _, f := range r.GoFiles() {
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		formatted, err := format.Source(data)
		if err != nil {
			found = append(found, repo.Finding{Path: f.Path, Message: "does not parse: " + err.Error(), Fix: "mend it"})
			continue
		}
		if !bytes.Equal(data, formatted) {
			found = append(found, repo.Finding{
				Path: f.Path, Line: firstDifference(data, formatted),
				Message: "not as gofmt writes it",
				Fix:     "run: gofmt -w " + f.Path,
			})
		}
	}
	return found, nil
}

// firstDifference returns the number of the first line that is not the same.
func firstDifference(a, b []byte) int {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return 1 + bytes.Count(a[:same], []byte("\n"))
}
