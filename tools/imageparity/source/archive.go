package source

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"example.com/simplebank/tools/imageparity/printable"
)

// openArchive opens a tar by its content. From Docker 25 on, docker save writes a tar that is both an
// OCI layout and a docker archive; the layout is preferred, since it has a manifest and platforms.
// The tag, of a docker archive only, may be empty.
func openArchive(ctx context.Context, file, tag, temporary string) ([]candidate, error) {
	var isDockerArchive, isLayout bool
	err := walkTar(ctx, file, func(header *tar.Header, _ io.Reader) error {
		switch path.Clean(header.Name) {
		case "manifest.json":
			isDockerArchive = true
		case "index.json":
			isLayout = true
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case isLayout:
		return openOCIArchive(ctx, file, "", temporary)
	case isDockerArchive:
		return openDockerArchive(file, tag)
	default:
		return nil, fmt.Errorf("%s is a tar without index.json (OCI layout) and manifest.json (docker save)", file)
	}
}

// openOCIArchive unpacks the tar, since go-containerregistry reads layouts from directories only.
func openOCIArchive(ctx context.Context, file, tag, temporary string) ([]candidate, error) {
	directory := filepath.Join(temporary, "archive")
	if err := os.Mkdir(directory, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(directory)
	if err != nil {
		return nil, err
	}
	defer root.Close() // Only a handle to a directory: nothing is lost.
	err = walkTar(ctx, file, func(header *tar.Header, content io.Reader) error {
		if header.Typeflag != tar.TypeReg {
			return nil // Directories are made as needed, and a layout has no other types.
		}
		if err := extract(root, path.Clean(header.Name), content); err != nil {
			return fmt.Errorf("unpacking %q: %w", header.Name, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return openLayout(directory, tag, temporary)
}

func extract(root *os.Root, name string, content io.Reader) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}

func openDockerArchive(file, tag string) ([]candidate, error) {
	return single(readDockerArchive(file, tag))
}

func readDockerArchive(file, tag string) (*Image, error) {
	manifest, err := tarball.LoadManifest(func() (io.ReadCloser, error) { return os.Open(file) })
	if err != nil {
		return nil, fmt.Errorf("%s is no docker save archive: %w", file, err)
	}
	descriptor, parsed, err := findImage(manifest, tag)
	if err != nil {
		return nil, err
	}
	image, err := tarball.ImageFromPath(file, parsed)
	if err != nil {
		return nil, fmt.Errorf("reading docker save archive: %w", err)
	}
	result, err := fromDockerArchive(image, len(descriptor.Layers))
	if err != nil {
		return nil, err
	}
	// There is no manifest to say the digest of the config, but its file is named after it.
	named := strings.TrimPrefix(strings.TrimSuffix(path.Base(descriptor.Config), ".json"), "sha256:")
	if digest, err := v1.NewHash("sha256:" + named); err == nil && digest.String() != result.ConfigDigest {
		return nil, fmt.Errorf("config: digest mismatch: want %s, content has %s", digest, result.ConfigDigest)
	}
	return result, nil
}

// findImage returns the tag parsed, nil if it is empty.
func findImage(manifest tarball.Manifest, tag string) (tarball.Descriptor, *name.Tag, error) {
	var tags []string
	for _, descriptor := range manifest {
		tags = append(tags, descriptor.RepoTags...)
	}
	if tag == "" {
		if len(manifest) != 1 {
			return tarball.Descriptor{}, nil, fmt.Errorf("the archive has %d images; choose one as docker-archive:FILE:NAME:TAG; available: %s",
				len(manifest), printable.String(strings.Join(tags, ", ")))
		}
		return manifest[0], nil, nil
	}
	wanted, err := name.NewTag(tag)
	if err != nil {
		return tarball.Descriptor{}, nil, fmt.Errorf("tag of an image in the archive: %w", err)
	}
	for _, descriptor := range manifest {
		for _, candidate := range descriptor.RepoTags {
			if parsed, err := name.NewTag(candidate); err == nil && parsed.Name() == wanted.Name() {
				return descriptor, &wanted, nil
			}
		}
	}
	return tarball.Descriptor{}, nil, fmt.Errorf("no image %s in the archive; available: %s", tag, printable.String(strings.Join(tags, ", ")))
}

// walkTar visits the entries of an uncompressed tar.
func walkTar(ctx context.Context, file string, visit func(*tar.Header, io.Reader) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close() // It was only read.
	for archive := tar.NewReader(f); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading %s as an uncompressed tar: %w", file, err)
		}
		if err := visit(header, archive); err != nil {
			return err
		}
	}
}
