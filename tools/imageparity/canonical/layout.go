package canonical

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"example.com/simplebank/tools/imageparity/source"
)

// WriteLayout writes the canonical form of images for different platforms as an OCI image layout, and
// returns its descriptor. The folder must be empty or not there; it is not a layout before it is
// whole, and after an error it is as it was.
func WriteLayout(ctx context.Context, images []*source.Image, folder string) (_ Descriptor, err error) {
	entries, readErr := os.ReadDir(folder)
	if len(entries) > 0 {
		return Descriptor{}, fmt.Errorf("%s is not empty: name an empty folder, or one that is not there", folder)
	}
	isNew := errors.Is(readErr, fs.ErrNotExist)
	if readErr != nil && !isNew {
		return Descriptor{}, readErr
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, clear(folder, isNew))
		}
	}()
	if isNew {
		// The folder above it must be there: nothing else is made that would have to be removed.
		if err := os.Mkdir(folder, 0o755); err != nil {
			return Descriptor{}, err
		}
	}
	blobs := filepath.Join(folder, "blobs", "sha256")
	if err := os.MkdirAll(blobs, 0o755); err != nil {
		return Descriptor{}, err
	}
	descriptor, err := Put(ctx, images, directory(blobs))
	if err != nil {
		return Descriptor{}, err
	}
	top, err := marshal(index{SchemaVersion: 2, MediaType: indexType, Manifests: []Descriptor{descriptor}})
	if err != nil {
		return Descriptor{}, err
	}
	if err := os.WriteFile(filepath.Join(folder, "oci-layout"), []byte(`{"imageLayoutVersion":"1.0.0"}`), 0o644); err != nil {
		return Descriptor{}, err
	}
	return descriptor, os.WriteFile(filepath.Join(folder, "index.json"), top, 0o644)
}

// clear removes what WriteLayout has written, and the folder itself if it was new.
func clear(folder string, isNew bool) error {
	if isNew {
		return os.RemoveAll(folder)
	}
	return errors.Join(
		os.RemoveAll(filepath.Join(folder, "blobs")),
		os.RemoveAll(filepath.Join(folder, "oci-layout")),
		os.RemoveAll(filepath.Join(folder, "index.json")),
	)
}

// directory keeps blobs as files that are named by the hexadecimal part of their digest.
type directory string

// Put writes the blob under its name when it is whole.
func (d directory) Put(write func(io.Writer) error) (digest string, size int64, err error) {
	file, err := os.CreateTemp(string(d), "partial-")
	if err != nil {
		return "", 0, err
	}
	digest, size, err = hashed(file, write)
	if err := errors.Join(err, file.Chmod(0o644), file.Close()); err != nil {
		return "", 0, err
	}
	return digest, size, os.Rename(file.Name(), filepath.Join(string(d), strings.TrimPrefix(digest, "sha256:")))
}
