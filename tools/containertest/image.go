package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
)

// layerBytes returns the uncompressed size of all layers of the one image in an
// archive as docker save writes it. The daemon's own figure would not do: what it
// counts depends on how it stores images.
func layerBytes(archive io.Reader) (int64, error) {
	var manifest []struct{ Layers []string }
	sizes := map[string]int64{}
	links := map[string]string{}
	for entries := tar.NewReader(archive); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, fmt.Errorf("read archive: %w", err)
		}
		switch {
		case header.Typeflag == tar.TypeSymlink: // A layer that is there already.
			links[header.Name] = path.Join(path.Dir(header.Name), header.Linkname)
		case header.Name == "manifest.json":
			if err := json.NewDecoder(entries).Decode(&manifest); err != nil {
				return 0, fmt.Errorf("read manifest: %w", err)
			}
		case header.Typeflag == tar.TypeReg:
			if sizes[header.Name], err = uncompressedBytes(entries); err != nil {
				return 0, fmt.Errorf("read %s: %w", header.Name, err)
			}
		}
	}
	if len(manifest) != 1 {
		return 0, fmt.Errorf("the archive has %d images, not one", len(manifest))
	}
	var sum int64
	for _, layer := range manifest[0].Layers {
		if target, ok := links[layer]; ok {
			layer = target
		}
		size, ok := sizes[layer]
		if !ok {
			return 0, fmt.Errorf("the archive lacks the layer %s", layer)
		}
		sum += size
	}
	return sum, nil
}

func uncompressedBytes(file io.Reader) (int64, error) {
	buffered := bufio.NewReader(file)
	content := io.Reader(buffered)
	// A file too short for the prefix is not compressed.
	if prefix, _ := buffered.Peek(2); bytes.Equal(prefix, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return 0, err
		}
		content = unzipped
	}
	return io.Copy(io.Discard, content)
}
