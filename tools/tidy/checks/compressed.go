package checks

import (
	"bytes"
	"maps"
	"os"
	"slices"

	"example.com/simplebank/libs/asset/pack"
	"example.com/simplebank/tools/tidy/repo"
)

// Compressed finds embedded files whose compressed form is not what their source
// gives, so that a program would serve something else than is in the tree.
func Compressed(r *repo.Repo) ([]repo.Finding, error) {
	files, err := pack.Files(os.DirFS(r.Dir))
	if err != nil {
		return nil, err
	}
	var found []repo.Finding
	for _, name := range slices.Sorted(maps.Keys(files)) {
		message := ""
		switch {
		case files[name] == nil:
			message = "its source is gone"
		case !r.Has(name):
			message = "is not there"
		default:
			data, err := r.Read(name)
			if err != nil {
				return nil, err
			}
			if !bytes.Equal(data, files[name]) {
				message = "is not what its source gives"
			}
		}
		if message != "" {
			found = append(found, repo.Finding{Path: name, Message: message, Fix: "run: go run ./tools/compress"})
		}
	}
	return found, nil
}
