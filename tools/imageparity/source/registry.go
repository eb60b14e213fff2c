package source

import (
	"context"
	"fmt"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// openRegistry logs in as docker and podman would. Plain http is used for loopback and private
// addresses only, which go-containerregistry decides.
func openRegistry(ctx context.Context, reference string) ([]candidate, error) {
	ref, err := name.ParseReference(reference)
	if err != nil {
		return nil, fmt.Errorf("%w; accepted are:\n%s", err, Accepted)
	}
	descriptor, err := remote.Get(ref, remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain))
	if err != nil {
		return nil, fmt.Errorf("asking the registry for %s: %w", ref, err)
	}
	switch {
	case descriptor.MediaType.IsIndex():
		index, err := descriptor.ImageIndex()
		if err != nil {
			return nil, fmt.Errorf("reading index %s: %w", descriptor.Digest, err)
		}
		return fromIndex(index, "")
	case descriptor.MediaType.IsImage():
		image, err := descriptor.Image()
		if err != nil {
			return nil, fmt.Errorf("reading manifest %s: %w", descriptor.Digest, err)
		}
		return single(fromManifest(image, descriptor.Digest))
	default:
		return nil, fmt.Errorf("%s is no image but has the media type %q", ref, descriptor.MediaType)
	}
}
