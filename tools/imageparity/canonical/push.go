package canonical

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"example.com/simplebank/tools/imageparity/source"
)

// Push pushes the canonical form of images for different platforms to a repository (HOST/NAME), by
// its digest, and then gives it the tags. It logs in as docker does. Plain http is used for loopback
// and private addresses only, which go-containerregistry decides.
func Push(ctx context.Context, images []*source.Image, repository string, tags []string) (_ Descriptor, err error) {
	to, err := name.NewRepository(repository, name.StrictValidation)
	if err != nil {
		return Descriptor{}, fmt.Errorf("%w: accepted is HOST/NAME, without a tag", err)
	}
	for _, tag := range tags {
		if _, err := name.NewTag(to.Name() + ":" + tag); err != nil {
			return Descriptor{}, err
		}
	}
	temporary, err := os.MkdirTemp("", "imageparity-")
	if err != nil {
		return Descriptor{}, fmt.Errorf("making a directory for temporary files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	folder := filepath.Join(temporary, "layout")
	descriptor, err := WriteLayout(ctx, images, folder)
	if err != nil {
		return Descriptor{}, err
	}
	pushed, write, err := open(folder, descriptor)
	if err != nil {
		return Descriptor{}, err
	}
	options := []remote.Option{remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain)}
	if err := write(to.Digest(descriptor.Digest), options...); err != nil {
		return Descriptor{}, fmt.Errorf("pushing to %s: %w", to, err)
	}
	for _, tag := range tags {
		if err := remote.Tag(to.Tag(tag), pushed, options...); err != nil {
			return Descriptor{}, fmt.Errorf("tagging %s as %s: %w", to, tag, err)
		}
	}
	return descriptor, nil
}

// open opens what WriteLayout has written, with the function that pushes it.
func open(folder string, descriptor Descriptor) (remote.Taggable, func(name.Reference, ...remote.Option) error, error) {
	top, err := layout.ImageIndexFromPath(folder)
	if err != nil {
		return nil, nil, err
	}
	digest, err := v1.NewHash(descriptor.Digest)
	if err != nil {
		return nil, nil, err
	}
	if descriptor.MediaType == indexType {
		index, err := top.ImageIndex(digest)
		return index, func(to name.Reference, options ...remote.Option) error {
			return remote.WriteIndex(to, index, options...)
		}, err
	}
	image, err := top.Image(digest)
	return image, func(to name.Reference, options ...remote.Option) error {
		return remote.Write(to, image, options...)
	}, err
}
