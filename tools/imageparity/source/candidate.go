package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"example.com/simplebank/tools/imageparity/printable"
)

// candidate is one of the images that a reference names.
type candidate struct {
	digest   string // Tells images of an index apart, with the platform.
	platform v1.Platform
	open     func() (*Image, error)
}

// single is what a function that opens an image returns, as the one candidate.
func single(image *Image, err error) ([]candidate, error) {
	if err != nil {
		return nil, err
	}
	return []candidate{{
		digest:   image.ManifestDigest,
		platform: platformOf(image),
		open:     func() (*Image, error) { return image, nil },
	}}, nil
}

// platformOf returns the platform that the image's config states.
func platformOf(image *Image) v1.Platform {
	p := image.Config.Platform
	return normalize(v1.Platform{
		Architecture: p.Architecture, OS: p.OS, OSVersion: p.Version, OSFeatures: p.Features, Variant: p.Variant,
	})
}

// normalize leaves out the variant that an architecture has when none is named, as containerd does.
func normalize(p v1.Platform) v1.Platform {
	if p.Architecture == "arm64" && p.Variant == "v8" || p.Architecture == "amd64" && p.Variant == "v1" ||
		p.Architecture == "arm" && p.Variant == "v7" {
		p.Variant = ""
	}
	return p
}

// Platforms returns those of the images, sorted. The variant is left out where it is the usual one.
func (s *Source) Platforms() []v1.Platform {
	var platforms []v1.Platform
	for _, c := range s.images {
		platforms = append(platforms, c.platform)
	}
	slices.SortFunc(platforms, func(a, b v1.Platform) int { return strings.Compare(a.String(), b.String()) })
	return platforms
}

// Images opens those for the platforms, or all.
func (s *Source) Images(platforms ...v1.Platform) ([]*Image, error) {
	var images []*Image
	if len(platforms) == 0 {
		for _, c := range s.images {
			image, err := c.open()
			if err != nil {
				return nil, err
			}
			images = append(images, image)
		}
		return images, nil
	}
	for _, platform := range platforms {
		image, err := s.Image(platform)
		if err != nil {
			return nil, err
		}
		images = append(images, image)
	}
	return images, nil
}

// Image opens the image for the platform: the one that is for just that, or else the only one that
// will do.
func (s *Source) Image(platform v1.Platform) (*Image, error) {
	platform = normalize(platform)
	matching := func(matches func(v1.Platform) bool) []candidate {
		return slices.DeleteFunc(slices.Clone(s.images), func(c candidate) bool { return !matches(c.platform) })
	}
	chosen := matching(func(p v1.Platform) bool { return p.String() == platform.String() })
	if len(chosen) == 0 {
		chosen = matching(func(p v1.Platform) bool { return p.Satisfies(platform) })
	}
	switch len(chosen) {
	case 1:
		return chosen[0].open()
	case 0:
		return nil, fmt.Errorf("no image for platform %s; available: %s", platform, s.describePlatforms())
	default:
		return nil, fmt.Errorf("%d images for platform %s, so a tag or a more precise platform is needed; available: %s",
			len(chosen), platform, s.describePlatforms())
	}
}

func (s *Source) describePlatforms() string {
	var platforms []string
	for _, platform := range s.Platforms() {
		platforms = append(platforms, printable.String(cmp.Or(platform.String(), "unknown")))
	}
	return strings.Join(slices.Compact(platforms), ", ")
}
