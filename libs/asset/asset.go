// Package asset serves files that are embedded in the program, compressed by
// tools/compress: as they are to whoever takes gzip, else uncompressed.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// contentTypes has the types of all files that are served. What the system knows
// of them, which package mime asks first, is not the same everywhere.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
}

const extension = ".gz"

// Files are the files of a program that browsers and others may get.
type Files struct {
	policy string
	files  map[string]file
}

type file struct {
	contentType       string
	tag               string // of the content; the two forms have tags of their own
	plain, compressed []byte
}

// New reads every NAME.gz of the file system, to serve it as NAME. The policy is
// the Content-Security-Policy of all.
func New(root fs.FS, policy string) (*Files, error) {
	f := &Files{policy: policy, files: map[string]file{}}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != extension {
			return err
		}
		compressed, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		name = strings.TrimSuffix(name, extension)
		f.files[name], err = newFile(path.Ext(name), compressed)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read embedded files: %w", err)
	}
	return f, nil
}

// Content returns the content of the file of that name, nil if there is none.
func (f *Files) Content(name string) []byte { return f.files[name].plain }

func newFile(extension string, compressed []byte) (file, error) {
	contentType, ok := contentTypes[extension]
	if !ok {
		return file{}, fmt.Errorf("files %q have no content type here", extension)
	}
	reader, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return file{}, err
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		return file{}, err
	}
	hash := sha256.Sum256(plain)
	return file{
		contentType: contentType,
		tag:         hex.EncodeToString(hash[:8]),
		plain:       plain,
		compressed:  compressed,
	}, nil
}
