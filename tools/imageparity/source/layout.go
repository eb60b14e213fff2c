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
	// attachmentAnnotation says what kind of attachment a manifest is.
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
		if tag != "" && descriptor.Annotations[tagAnnotation] != tag || isAttestation(descriptor) {
			continue
		}
		var found []candidate
		switch {
		case descriptor.MediaType.IsIndex():
			found, err = listNested(index, descriptor.Digest)
		case descriptor.MediaType.IsImage():
			found, err = newCandidate(index, descriptor)
		default:
			// Runtimes may take it for an image all the same.
			err = fmt.Errorf("the index lists %s of the type %q, which is neither image nor index", descriptor.Digest, descriptor.MediaType)
		}
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			same := func(other candidate) bool {
				return other.digest == c.digest && other.platform.String() == c.platform.String()
			}
			if !slices.ContainsFunc(candidates, same) {
				candidates = append(candidates, c)
			}
		}
	}
	return candidates, nil
}

// isAttestation tells what BuildKit adds to an index. No runtime takes it, for it has no platform.
func isAttestation(descriptor v1.Descriptor) bool {
	return descriptor.Annotations[attachmentAnnotation] == "attestation-manifest" &&
		descriptor.Platform != nil && descriptor.Platform.OS == "unknown" && descriptor.Platform.Architecture == "unknown"
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
	platform := normalize(*descriptor.Platform)
	return []candidate{{
		digest:   descriptor.Digest.String(),
		platform: platform,
		open: func() (*Image, error) {
			image, err := open()
			if err != nil {
				return nil, err
			}
			// A runtime goes by the index, whatever the image itself says.
			if stated := platformOf(image); !stated.Satisfies(v1.Platform{
				OS: platform.OS, Architecture: platform.Architecture, Variant: platform.Variant, OSVersion: platform.OSVersion,
			}) {
				return nil, fmt.Errorf("the index says that %s is for %s, its config that it is for %s", descriptor.Digest, platform, stated)
			}
			return image, nil
		},
	}}, nil
}
