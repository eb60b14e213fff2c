// Package repo is the read-only view of the checkout that the checks look at.
package repo

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A Repo is a list of the files that belong to the repository.
type Repo struct {
	Dir   string // absolute
	Files []File // sorted by path
}

// A File is one regular file of the repository.
type File struct {
	Path       string // relative to the root, with slashes
	Executable bool
	Size       int64
}

// Open lists the files of the repository whose root is dir.
func Open(dir string) (*Repo, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open repository: %w", err)
	}
	paths, err := list(dir)
	if err != nil {
		return nil, fmt.Errorf("list files of %s: %w", dir, err)
	}
	slices.Sort(paths)
	r := &Repo{Dir: dir}
	// An unmerged file appears once for each stage of the merge.
	for _, p := range slices.Compact(paths) {
		info, err := os.Lstat(filepath.Join(dir, p))
		if errors.Is(err, fs.ErrNotExist) {
			continue // git still lists a file that was just deleted
		}
		if err != nil {
			return nil, fmt.Errorf("open repository: %w", err)
		}
		if info.Mode().IsRegular() {
			r.Files = append(r.Files, File{p, info.Mode()&0o100 != 0, info.Size()})
		}
	}
	return r, nil
}

// Read returns the content of a file.
func (r *Repo) Read(name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(r.Dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("read repository: %w", err)
	}
	return data, nil
}

// Has reports whether the repository has a file of this name.
func (r *Repo) Has(name string) bool {
	_, found := slices.BinarySearchFunc(r.Files, name, func(f File, name string) int {
		return strings.Compare(f.Path, name)
	})
	return found
}

// GoFiles returns the Go files, except those below testdata, which the Go tool
// does not compile either.
func (r *Repo) GoFiles() []File {
	var files []File
	for _, f := range r.Files {
		if path.Ext(f.Path) == ".go" && !slices.Contains(strings.Split(f.Path, "/"), "testdata") {
			files = append(files, f)
		}
	}
	return files
}

// IsText reports whether data is text, by the rule that git uses.
func IsText(data []byte) bool {
	return !bytes.Contains(data[:min(len(data), 8000)], []byte{0})
}
