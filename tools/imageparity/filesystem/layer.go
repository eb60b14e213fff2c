package filesystem

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	whiteoutPrefix = ".wh."
	opaqueMarker   = ".wh..wh..opq"
)

// changes is what a layer does to the layers below.
type changes struct {
	opaque    []string // directories that lose what they had
	whiteouts []string // paths to remove
	entries   []change // in the order of the tar
}

// change sets one path.
type change struct {
	path string
	// entry has only metadata that applies to the target if link is set.
	entry *Entry
	// link is the path that the hard link names, "" if it is none.
	link string
}

// readLayer reads the whole tar of a layer.
func readLayer(layer io.Reader) (changes, error) {
	var result changes
	seen := map[string]bool{}
	for archive := tar.NewReader(layer); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return result, nil
		}
		if err != nil {
			return changes{}, fmt.Errorf("malformed tar: %w", err)
		}
		if header.Typeflag == tar.TypeXGlobalHeader {
			continue // Says something about the archive, such as the commit it was made from.
		}
		name, err := cleanPath(header.Name)
		if err != nil {
			return changes{}, err
		}
		if seen[name] { // The OCI image spec forbids it, and runtimes differ in what they make of it.
			return changes{}, fmt.Errorf("%q: duplicate entry", name)
		}
		seen[name] = true
		if err := result.add(name, header, archive); err != nil {
			return changes{}, fmt.Errorf("%q: %w", name, err)
		}
	}
}

func (c *changes) add(name string, header *tar.Header, content io.Reader) error {
	directory, base := path.Split(name)
	if reserved(directory) {
		return errors.New("lies below a directory with a name reserved for whiteouts")
	}
	if base == opaqueMarker {
		c.opaque = append(c.opaque, path.Clean(directory))
		return nil
	}
	if hidden, ok := strings.CutPrefix(base, whiteoutPrefix); ok {
		if hidden == "" || hidden == "." || hidden == ".." || strings.HasPrefix(hidden, whiteoutPrefix) {
			return errors.New("malformed whiteout")
		}
		c.whiteouts = append(c.whiteouts, path.Join(directory, hidden))
		return nil
	}

	added := change{path: name}
	var err error
	if header.Typeflag == tar.TypeLink {
		if added.link, err = cleanPath(header.Linkname); err != nil {
			return fmt.Errorf("hard link: %w", err)
		}
	} else if types[header.Typeflag] == "" {
		return fmt.Errorf("unsupported tar entry type %q", header.Typeflag)
	}
	if added.entry, err = newEntry(header, content); err != nil {
		return err
	}
	c.entries = append(c.entries, added)
	return nil
}

func reserved(directory string) bool {
	return slices.ContainsFunc(strings.Split(directory, "/"), func(element string) bool {
		return strings.HasPrefix(element, whiteoutPrefix)
	})
}

// cleanPath returns the absolute form of a name in a tar. Names with a leading slash are
// accepted, since kaniko writes them and every runtime takes them as relative.
func cleanPath(name string) (string, error) {
	if name == "" {
		return "", errors.New("an entry has no name")
	}
	if slices.Contains(strings.Split(name, "/"), "..") {
		return "", fmt.Errorf("%q: path traversal", name)
	}
	return path.Join("/", name), nil
}
