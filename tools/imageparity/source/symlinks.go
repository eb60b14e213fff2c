package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// withoutSymlinks returns the directory of a layout whose blobs are no symlinks: the given one, or a
// copy in the temporary directory. Bazel shows files to actions as symlinks, go-containerregistry
// refuses to follow them; what a blob holds is checked by its digest in any case.
func withoutSymlinks(directory, temporary string) (string, error) {
	blobs, err := filepath.Glob(filepath.Join(directory, "blobs", "*", "*"))
	if err != nil {
		return "", fmt.Errorf("listing the blobs of %s: %w", directory, err)
	}
	any := false
	for _, blob := range blobs {
		info, err := os.Lstat(blob)
		if err != nil {
			return "", err
		}
		any = any || info.Mode()&fs.ModeSymlink != 0
	}
	if !any {
		return directory, nil
	}
	target := filepath.Join(temporary, "layout")
	for _, file := range append(blobs, filepath.Join(directory, "index.json"), filepath.Join(directory, "oci-layout")) {
		relative, err := filepath.Rel(directory, file)
		if err != nil {
			return "", err
		}
		if err := copyFile(filepath.Join(target, relative), file); err != nil {
			return "", fmt.Errorf("copying %s: %w", file, err)
		}
	}
	return target, nil
}

// copyFile copies what a symlink leads to.
func copyFile(target, file string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close() // It is only read.
	out, err := os.Create(target)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
