// Command layer writes the layer tar of a service's image: each file under its path, and the
// folders above it.
//
//	layer -o layer.tar /app/bank=bazel-bin/services/bank/bank
//
// The same files give the same bytes: entries are sorted as a walk of the tree meets them, the
// owner is 0:0 without names, times are the epoch, folders and executables have mode 0755, other
// files 0644.
//
// The tar is, byte by byte, what BuildKit writes for a COPY of the same files (docs/parity.md says
// where to read it in the sources of BuildKit and containerd): headers by Go's archive/tar in the
// format PAX, which is plain USTAR as long as no field needs more, octal numbers ended by NUL; and
// two blocks of zeros at the end. bsdtar and Python's tarfile write other headers and other endings.
package main

import (
	"archive/tar"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"sort"
	"strings"
	"time"
)

func main() {
	output := flag.String("o", "", "layer to write: a tar")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: layer -o LAYER.tar /PATH/IN/IMAGE=FILE...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if *output == "" || flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*output, flag.Args()); err != nil {
		fmt.Fprintf(os.Stderr, "layer: %v\n", err)
		os.Exit(1)
	}
}

func run(output string, mappings []string) error {
	files, err := parseMappings(mappings)
	if err != nil {
		return err
	}
	out, err := os.Create(output)
	if err != nil {
		return err
	}
	return errors.Join(write(out, files), out.Close())
}

// parseMappings reads PATH=FILE arguments into a map from tar entry name to file, with an empty
// file for every folder above.
func parseMappings(mappings []string) (map[string]string, error) {
	files := map[string]string{}
	for _, mapping := range mappings {
		name, file, found := strings.Cut(mapping, "=")
		if !found || !path.IsAbs(name) || path.Clean(name) != name || name == "/" || file == "" {
			return nil, fmt.Errorf("%q: want /PATH/IN/IMAGE=FILE with a clean absolute path", mapping)
		}
		name = strings.TrimPrefix(name, "/")
		if _, taken := files[name]; taken {
			return nil, fmt.Errorf("%q: the path is taken", mapping)
		}
		files[name] = file
		for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
			if files[folder] != "" {
				return nil, fmt.Errorf("%q: /%s is a file", mapping, folder)
			}
			files[folder] = ""
		}
	}
	return files, nil
}

// write writes the tar of the given entries.
func write(w io.Writer, files map[string]string) error {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	// By path element, so that a/x comes before a.b: a walk's order, not that of the strings.
	sort.Slice(names, func(i, j int) bool {
		return strings.ReplaceAll(names[i], "/", "\x00") < strings.ReplaceAll(names[j], "/", "\x00")
	})
	archive := tar.NewWriter(w)
	for _, name := range names {
		if err := writeEntry(archive, name, files[name]); err != nil {
			return fmt.Errorf("writing /%s: %w", name, err)
		}
	}
	return archive.Close()
}

func writeEntry(archive *tar.Writer, name, file string) error {
	header := &tar.Header{Name: name + "/", Typeflag: tar.TypeDir, Mode: 0o755, ModTime: time.Unix(0, 0), Format: tar.FormatPAX}
	if file == "" {
		return archive.WriteHeader(header)
	}
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer content.Close()
	info, err := content.Stat()
	if err != nil {
		return err
	}
	header.Name, header.Typeflag, header.Size = name, tar.TypeReg, info.Size()
	if info.Mode()&0o111 == 0 {
		header.Mode = 0o644
	}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err = io.Copy(archive, content)
	return err
}
