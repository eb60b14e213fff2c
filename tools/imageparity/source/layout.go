package source

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

const (
	// tagAnnotation of a manifest in a layout's index holds its tag.
	tagAnnotation = "org.opencontainers.image.ref.name"
	// attachmentAnnotation marks what is no image, such as the attestations of BuildKit.
	attachmentAnnotation = "vnd.docker.reference.type"
)

func openLayout(directory, tag string, platform v1.Platform) (*Image, error) {
	index, err := layout.ImageIndexFromPath(directory)
	if err != nil {
		return nil, fmt.Errorf("%s is no OCI image layout: %w", directory, err)
	}
	return fromIndex(index, tag, platform)
}

// candidate is an image that an index, perhaps a nested one, lists.
type candidate struct {
	index    v1.ImageIndex
	digest   v1.Hash
	platform v1.Platform
}

// fromIndex returns the one image that has the tag, if that is not empty, and the platform.
func fromIndex(index v1.ImageIndex, tag string, platform v1.Platform) (*Image, error) {
	candidates, err := listImages(index, tag)
	if err != nil {
		return nil, err
	}
	if len(candidates) == 0 {
		if tag != "" {
			return nil, fmt.Errorf("no image has the tag %q", tag)
		}
		return nil, errors.New("the index lists no image")
	}
	chosen := candidates
	if len(candidates) > 1 {
		chosen = slices.DeleteFunc(slices.Clone(candidates), func(c candidate) bool { return !c.platform.Satisfies(platform) })
	}
	switch len(chosen) {
	case 1:
		image, err := chosen[0].index.Image(chosen[0].digest)
		if err != nil {
			return nil, fmt.Errorf("reading manifest %s: %w", chosen[0].digest, err)
		}
		return fromManifest(image, chosen[0].digest)
	case 0:
		return nil, fmt.Errorf("no image for platform %s; available: %s", platform, describePlatforms(candidates))
	default:
		return nil, fmt.Errorf("%d images for platform %s, so a tag or a more precise platform is needed; available: %s",
			len(chosen), platform, describePlatforms(candidates))
	}
}

func describePlatforms(candidates []candidate) string {
	var platforms []string
	for _, c := range candidates {
		platforms = append(platforms, cmp.Or(c.platform.String(), "unknown"))
	}
	slices.Sort(platforms)
	return strings.Join(slices.Compact(platforms), ", ")
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
	c := candidate{index: index, digest: descriptor.Digest}
	if descriptor.Platform != nil {
		c.platform = *descriptor.Platform
		return []candidate{c}, nil
	}
	image, err := index.Image(descriptor.Digest)
	if err != nil {
		return nil, fmt.Errorf("reading manifest %s: %w", descriptor.Digest, err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, fmt.Errorf("reading config of manifest %s: %w", descriptor.Digest, err)
	}
	if platform := config.Platform(); platform != nil {
		c.platform = *platform
	}
	return []candidate{c}, nil
}
