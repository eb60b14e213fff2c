// Package source opens container images, wherever they are, and verifies what it reads.
//
// References have the form that containers-transports(5) and skopeo use:
//
//	oci:DIR[:TAG]                  OCI image layout
//	oci-archive:FILE[:TAG]         tar of an OCI image layout
//	docker-archive:FILE[:NAME:TAG] tar as docker save writes it
//	docker-daemon:NAME[:TAG]       image in the Docker daemon, also by ID (sha256:HEX)
//	docker://NAME[:TAG|@DIGEST]    image in a registry
//
// Without such a prefix, a path that exists is read as what it is found to be, and anything else is
// taken as the name of an image in a registry.
package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"example.com/simplebank/tools/imageparity/imageconfig"
)

// Accepted describes the references that Open accepts, for use in help texts.
const Accepted = `oci:DIR[:TAG]                   OCI image layout
oci-archive:FILE[:TAG]          tar of an OCI image layout
docker-archive:FILE[:NAME:TAG]  tar as docker save writes it
docker-daemon:NAME[:TAG]        image in the Docker daemon
docker://NAME[:TAG|@DIGEST]     image in a registry
PATH                            existing directory or tar of one of these kinds
NAME[:TAG|@DIGEST]              image in a registry, if there is no such path`

// Image is one image, opened. Its manifest and config are verified, the layers are when read.
type Image struct {
	// ManifestDigest is empty for docker save archives without an OCI layout: they have no manifest.
	ManifestDigest string
	ConfigDigest   string
	Config         imageconfig.Image
	// Annotations are those of the manifest.
	Annotations map[string]string
	// Layers start with the lowest.
	Layers []Layer
}

// Source is what a reference names: one image, or one for each of several platforms.
type Source struct {
	images    []candidate
	temporary string
}

// Open opens what a reference (see the package) names. The caller closes it.
func Open(ctx context.Context, reference string) (_ *Source, err error) {
	temporary, err := os.MkdirTemp("", "imageparity-")
	if err != nil {
		return nil, fmt.Errorf("making a directory for temporary files: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temporary))
		}
	}()
	images, err := open(ctx, reference, temporary)
	if err != nil {
		return nil, err
	}
	return &Source{images: images, temporary: temporary}, nil
}

// Close removes the files that were needed to read the images, which must not be read any more.
func (s *Source) Close() error { return os.RemoveAll(s.temporary) }

func open(ctx context.Context, reference, temporary string) ([]candidate, error) {
	if location, ok := strings.CutPrefix(reference, "docker://"); ok {
		return openRegistry(ctx, location)
	}
	scheme, location, _ := strings.Cut(reference, ":")
	file, tag, _ := strings.Cut(location, ":")
	if slices.Contains([]string{"oci", "oci-archive", "docker-archive"}, scheme) && file == "" {
		return nil, fmt.Errorf("no path after %s:; accepted are:\n%s", scheme, Accepted)
	}
	switch scheme {
	case "oci":
		return openLayout(file, tag, temporary)
	case "oci-archive":
		return openOCIArchive(ctx, file, tag, temporary)
	case "docker-archive":
		return openDockerArchive(file, tag)
	case "docker-daemon":
		return openDaemon(ctx, location, temporary)
	}
	info, err := os.Stat(reference)
	switch {
	case err != nil && strings.HasPrefix(location, "/"): // A registry's name would have a port there.
		return nil, fmt.Errorf("unknown transport %q; accepted are:\n%s", scheme, Accepted)
	case err == nil && info.IsDir():
		return openLayout(reference, "", temporary)
	case err == nil:
		return openArchive(ctx, reference, "", temporary)
	case errors.Is(err, os.ErrNotExist) && !strings.HasPrefix(reference, "/") && !strings.HasPrefix(reference, "."):
		images, err := openRegistry(ctx, reference)
		if err != nil {
			return nil, fmt.Errorf("no such file, so taken as an image in a registry: %w", err)
		}
		return images, nil
	default:
		return nil, err
	}
}

// fromManifest returns an image with a manifest, which must have the digest.
func fromManifest(image v1.Image, digest v1.Hash) (*Image, error) {
	raw, err := image.RawManifest()
	if err != nil {
		return nil, fmt.Errorf("reading manifest %s: %w", digest, err)
	}
	if err := verify(raw, digest); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	manifest, err := image.Manifest()
	if err != nil {
		return nil, fmt.Errorf("parsing manifest %s: %w", digest, err)
	}
	config, err := image.RawConfigFile()
	if err != nil {
		return nil, fmt.Errorf("reading config %s: %w", manifest.Config.Digest, err)
	}
	if err := verify(config, manifest.Config.Digest); err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	if err := checkTypes(manifest); err != nil {
		return nil, fmt.Errorf("manifest %s: %w", digest, err)
	}
	parsed, diffIDs, err := parseConfig(config, len(manifest.Layers))
	if err != nil {
		return nil, err
	}
	layers, err := image.Layers()
	if err != nil {
		return nil, fmt.Errorf("opening layers: %w", err)
	}
	result := &Image{
		ManifestDigest: digest.String(), ConfigDigest: manifest.Config.Digest.String(),
		Config: parsed, Annotations: manifest.Annotations,
	}
	for i, layer := range layers {
		result.Layers = append(result.Layers, Layer{DiffID: diffIDs[i], layer: layer, blob: &manifest.Layers[i]})
	}
	return result, nil
}

// fromDockerArchive returns an image without a manifest, which has the given number of layers.
func fromDockerArchive(image v1.Image, layers int) (*Image, error) {
	config, err := image.RawConfigFile()
	if err != nil {
		return nil, fmt.Errorf("reading config: %w", err)
	}
	parsed, diffIDs, err := parseConfig(config, layers)
	if err != nil {
		return nil, err
	}
	opened, err := image.Layers()
	if err != nil {
		return nil, fmt.Errorf("opening layers: %w", err)
	}
	sum := sha256.Sum256(config)
	result := &Image{ConfigDigest: "sha256:" + hex.EncodeToString(sum[:]), Config: parsed}
	for i, layer := range opened {
		result.Layers = append(result.Layers, Layer{DiffID: diffIDs[i], layer: layer})
	}
	return result, nil
}

func parseConfig(raw []byte, layers int) (imageconfig.Image, []v1.Hash, error) {
	config, err := imageconfig.Parse(raw)
	if err != nil {
		return imageconfig.Image{}, nil, fmt.Errorf("config: %w", err)
	}
	if got := len(config.DiffIDs); got != layers {
		return imageconfig.Image{}, nil, fmt.Errorf("the config has %d diff IDs for %d layers", got, layers)
	}
	var diffIDs []v1.Hash
	for _, id := range config.DiffIDs {
		hash, err := v1.NewHash(id)
		if err != nil {
			return imageconfig.Image{}, nil, fmt.Errorf("config: diff ID %q: %w", id, err)
		}
		diffIDs = append(diffIDs, hash)
	}
	return config, diffIDs, nil
}

// checkTypes refuses what is stored like an image but is none, such as a chart or a signature.
func checkTypes(manifest *v1.Manifest) error {
	if t := manifest.Config.MediaType; !t.IsConfig() {
		return fmt.Errorf("the config has the type %q, accepted are %s and %s", t, types.OCIConfigJSON, types.DockerConfigJSON)
	}
	for _, layer := range manifest.Layers {
		if !layer.MediaType.IsLayer() {
			return fmt.Errorf("layer %s has the type %q, accepted are tars as OCI and Docker have them", layer.Digest, layer.MediaType)
		}
	}
	return nil
}

// verify checks the digest of small content, such as a manifest.
func verify(content []byte, want v1.Hash) error {
	sum, err := v1.Hasher(want.Algorithm)
	if err != nil {
		return err
	}
	sum.Write(content)
	if got := hex.EncodeToString(sum.Sum(nil)); got != want.Hex {
		return fmt.Errorf("digest mismatch: want %s, content has %s:%s", want, want.Algorithm, got)
	}
	return nil
}
