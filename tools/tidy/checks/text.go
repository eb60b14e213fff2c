package checks

import (
	"bytes"
	"fmt"
	"path"

	"example.com/simplebank/tools/tidy/repo"
)

// maxSize keeps build outputs and dumps out of the history, where they stay.
const maxSize = 500_000

// Text finds text files with stray white space, and files of any kind that are
// too large.
func Text(r *repo.Repo) ([]repo.Finding, error) {
	var found []repo.Finding
	for _, f := range r.Files {
		if f.Size > maxSize {
			found = append(found, repo.Finding{
				Path:    f.Path,
				Message: fmt.Sprintf("%d bytes, the limit is %d", f.Size, maxSize),
				Fix:     "keep it outside the repository",
			})
			continue
		}
		data, err := r.Read(f.Path)
		if err != nil {
			return nil, err
		}
		// A patch shows an empty line that it leaves alone as one space.
		if repo.IsText(data) && path.Ext(f.Path) != ".patch" {
			found = append(found, textFaults(f.Path, data)...)
		}
	}
	return found, nil
}

func textFaults(name string, data []byte) []repo.Finding {
	var found []repo.Finding
	add := func(line int, message, fix string) {
		found = append(found, repo.Finding{Path: name, Line: line, Message: message, Fix: fix})
	}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		line = bytes.TrimSuffix(line, []byte("\n"))
		switch {
		case bytes.HasSuffix(line, []byte("\r")):
			add(number, "line ends in CR LF", "end it in LF")
		case bytes.HasSuffix(line, []byte(" ")), bytes.HasSuffix(line, []byte("\t")):
			add(number, "trailing white space", "remove it")
		}
	}
	switch {
	case len(data) == 0:
	case !bytes.HasSuffix(data, []byte("\n")):
		add(number, "no newline at the end", "add one")
	case bytes.HasSuffix(data, []byte("\n\n")), len(data) == 1:
		add(number, "empty line at the end", "remove it")
	}
	return found
}
