package source

import (
	"errors"
	"fmt"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

const (
	// tagAnnotation of a manifest in a layout's index holds its tag.
	tagAnnotation = "org.opencontainers.image.ref.name"
	// attachmentAnnotation marks what is no image, such as the attestations of BuildKit.
	attachmentAnnotation = "vnd.docker.reference.type"
)

func openLayout(directory, tag, temporary string) ([]candidate, error) {
	readable, err := withoutSymlinks(directory, temporary)
	if err != nil {
		return nil, err
	}
	index, err := layout.ImageIndexFromPath(readable)
	if err != nil {
		return nil, fmt.Errorf("%s is no OCI image layout: %w", directory, err)
	}
	return fromIndex(index, tag)
}

// fromIndex returns the images that have the tag, if that is not empty: at least one.
func fromIndex(index v1.ImageIndex, tag string) ([]candidate, error) {
	images, err := listImages(index, tag)
	switch {
	case err != nil:
		return nil, err
	case len(images) > 0:
		return images, nil
	case tag != "":
		return nil, fmt.Errorf("no image has the tag %q", tag)
	default:
		return nil, errors.New("the index lists no image")
	}
}

// listImages returns each image once. The tag is only looked at in the index itself, not in nested ones.
func listImages(index v1.ImageIndex, tag string) ([]candidate, error) {
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("parsing index: %w", err)
	}
	var candidates []candidate
	for _, descriptor := range manifest.Manifests {
		if tag != "" && descriptor.Annotations[tagAnnotation] != tag || descriptor.Annotations[attachmentAnnotation] != "" {
			continue
		}
		var found []candidate
		switch {
		case descriptor.MediaType.IsIndex():
			found, err = listNested(index, descriptor.Digest)
		case descriptor.MediaType.IsImage():
			found, err = newCandidate(index, descriptor)
		}
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			if !slices.ContainsFunc(candidates, func(other candidate) bool { return other.digest == c.digest }) {
				candidates = append(candidates, c)
			}
		}
	}
	return candidates, nil
}

func listNested(index v1.ImageIndex, digest v1.Hash) ([]candidate, error) {
	nested, err := index.ImageIndex(digest)
	if err != nil {
		return nil, fmt.Errorf("reading index %s: %w", digest, err)
	}
	raw, err := nested.RawManifest()
	if err != nil {
		return nil, fmt.Errorf("reading index %s: %w", digest, err)
	}
	if err := verify(raw, digest); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	return listImages(nested, "")
}

// newCandidate looks into the config if the index does not tell the platform, as is common in
// layouts of a single image.
func newCandidate(index v1.ImageIndex, descriptor v1.Descriptor) ([]candidate, error) {
	open := func() (*Image, error) {
		image, err := index.Image(descriptor.Digest)
		if err != nil {
			return nil, fmt.Errorf("reading manifest %s: %w", descriptor.Digest, err)
		}
		return fromManifest(image, descriptor.Digest)
	}
	if descriptor.Platform == nil {
		return single(open())
	}
	return []candidate{{digest: descriptor.Digest.String(), platform: *descriptor.Platform, open: open}}, nil
}
