package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// candidate is one of the images that a reference names.
type candidate struct {
	digest   string // Tells images of an index apart.
	platform v1.Platform
	open     func() (*Image, error)
}

// single is what a function that opens an image returns, as the one candidate.
func single(image *Image, err error) ([]candidate, error) {
	if err != nil {
		return nil, err
	}
	config, err := v1.ParseConfigFile(strings.NewReader(string(image.Config)))
	if err != nil {
		return nil, fmt.Errorf("parsing config: %w", err)
	}
	c := candidate{digest: image.ManifestDigest, open: func() (*Image, error) { return image, nil }}
	if platform := config.Platform(); platform != nil {
		c.platform = *platform
	}
	return []candidate{c}, nil
}

// Platforms returns those of the images, sorted.
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
	if len(platforms) == 0 {
		platforms = s.Platforms()
	}
	var images []*Image
	for _, platform := range platforms {
		image, err := s.Image(platform)
		if err != nil {
			return nil, err
		}
		images = append(images, image)
	}
	return images, nil
}

// Image opens the image for the platform. A single image is opened whatever its platform.
func (s *Source) Image(platform v1.Platform) (*Image, error) {
	if len(s.images) == 1 {
		return s.images[0].open()
	}
	chosen := slices.DeleteFunc(slices.Clone(s.images), func(c candidate) bool { return !c.platform.Satisfies(platform) })
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
		platforms = append(platforms, cmp.Or(platform.String(), "unknown"))
	}
	return strings.Join(slices.Compact(platforms), ", ")
}
