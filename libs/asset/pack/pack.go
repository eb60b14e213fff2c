// Package pack says which files of the repository are embedded compressed, and
// what their compressed form is: tools/compress writes it, tools/tidy checks it.
//
// The compressed files are committed beside their sources, so that both builds
// embed the same bytes and neither has to make them. A program that serves them
// is as small as they are, and compresses nothing while it runs.
package pack

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// List is the file, in the root of the repository, that names the folders whose
// files are compressed, one a line. Lines that begin with # are comments.
const List = "tools/compress/folders.txt"

const extension = ".gz"

// Files returns the compressed files of the repository by path. One that has no
// source, so that it should not be there, is nil.
func Files(root fs.FS) (map[string][]byte, error) {
	list, err := fs.ReadFile(root, List)
	if err != nil {
		return nil, fmt.Errorf("read the list of folders: %w", err)
	}
	files := map[string][]byte{}
	for line := range strings.Lines(string(list)) {
		folder := strings.TrimSpace(line)
		if folder == "" || strings.HasPrefix(folder, "#") {
			continue
		}
		if err := addFolder(files, root, folder); err != nil {
			return nil, fmt.Errorf("compress the files of %s: %w", folder, err)
		}
	}
	return files, nil
}

// addFolder adds the files of a folder and of those in it.
func addFolder(files map[string][]byte, root fs.FS, folder string) error {
	return fs.WalkDir(root, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if path.Ext(name) == extension {
			if _, ok := files[name]; !ok {
				files[name] = nil
			}
			return nil
		}
		if !isSource(path.Base(name)) {
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		return addFile(files, name, source)
	})
}

func addFile(files map[string][]byte, name string, source []byte) error {
	if path.Ext(name) == ".yaml" {
		encoded, err := toJSON(source)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		name, source = strings.TrimSuffix(name, ".yaml")+".json", encoded
	}
	compressed, err := compress(source)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if before := files[name+extension]; before != nil && !bytes.Equal(before, compressed) {
		return fmt.Errorf("two files give %s", name+extension)
	}
	files[name+extension] = compressed
	return nil
}

// isSource leaves out what a folder has besides assets, and what editors leave.
func isSource(base string) bool {
	return !strings.HasPrefix(base, ".") && !strings.HasSuffix(base, "~") &&
		!slices.Contains([]string{".go", ".bazel", ".md"}, path.Ext(base))
}
