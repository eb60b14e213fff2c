// Command compress writes the compressed form of the files that programs embed,
// beside each: page.html gives page.html.gz, and openapi.yaml openapi.json.gz.
//
//	go run ./tools/compress
//
// The folders are those of tools/compress/folders.txt. A compressed file whose
// source is gone is removed. tools/tidy checks that nothing is left to write.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"example.com/simplebank/libs/asset/pack"
)

func main() {
	root := os.Getenv("BUILD_WORKSPACE_DIRECTORY") // set by bazel run
	if root == "" {
		root = "."
	}
	if err := run(root, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "compress:", err)
		os.Exit(1)
	}
}

func run(root string, stdout io.Writer) error {
	files, err := pack.Files(os.DirFS(root))
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		changed, err := update(filepath.Join(root, name), files[name])
		if err != nil {
			return err
		}
		switch {
		case changed && files[name] == nil:
			fmt.Fprintln(stdout, "removed", name)
		case changed:
			fmt.Fprintf(stdout, "wrote %s: %d bytes\n", name, len(files[name]))
		}
	}
	return nil
}

// update makes the file hold the content, nil for no file, and reports whether
// it did not.
func update(name string, content []byte) (changed bool, err error) {
	if content == nil {
		return true, os.Remove(name)
	}
	before, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if bytes.Equal(before, content) {
		return false, nil
	}
	return true, os.WriteFile(name, content, 0o644)
}
