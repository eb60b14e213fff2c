package explain

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/inspect"
)

var elfMagic = []byte("\x7fELF")

// extractExecutables copies those of the paths that are ELF files into the folder, and returns where
// each is.
func extractExecutables(ctx context.Context, image *inspect.Image, paths []string, folder string) (map[string]string, error) {
	type stored struct {
		layer int
		path  string
	}
	wanted := map[stored]string{}
	layers := map[int]bool{}
	for _, name := range paths {
		entry := image.Files[name]
		if entry.Type == filesystem.Regular {
			wanted[stored{entry.Layer, entry.LayerPath}] = name
			layers[entry.Layer] = true
		}
	}
	files := map[string]string{}
	for layer := range layers {
		_, err := image.Source.Layers[layer].Read(ctx, func(content io.Reader) error {
			for archive := tar.NewReader(content); ; {
				header, err := archive.Next()
				if errors.Is(err, io.EOF) {
					return nil
				}
				if err != nil {
					return err
				}
				name, ok := wanted[stored{layer, path.Join("/", header.Name)}]
				if !ok {
					continue
				}
				file, err := extractExecutable(archive, folder)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				if file != "" {
					files[name] = file
				}
			}
		})
		if err != nil {
			return nil, fmt.Errorf("image %s: layer %d: %w", image.Reference, layer+1, err)
		}
	}
	return files, nil
}

// extractExecutable returns the name of the copy, or "" if the content is not that of an ELF file.
func extractExecutable(content io.Reader, folder string) (string, error) {
	start := make([]byte, len(elfMagic))
	if _, err := io.ReadFull(content, start); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	if !bytes.Equal(start, elfMagic) {
		return "", nil
	}
	file, err := os.CreateTemp(folder, "executable-")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, io.MultiReader(bytes.NewReader(start), content))
	return file.Name(), errors.Join(err, file.Close())
}
