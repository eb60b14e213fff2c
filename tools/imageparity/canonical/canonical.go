// Package canonical reduces an image to its canonical form: what a runtime reads is kept, and all
// else is set to a fixed value, so that two builds of one image have one digest, whatever tools
// made them. docs/canonical-image.md defines the form.
package canonical

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gowebpki/jcs"

	"example.com/simplebank/tools/imageparity/imageconfig"
	"example.com/simplebank/tools/imageparity/source"
)

// The media types of the form.
const (
	indexType    = "application/vnd.oci.image.index.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	configType   = "application/vnd.oci.image.config.v1+json"
	layerType    = "application/vnd.oci.image.layer.v1.tar+gzip"
)

// Descriptor names a blob, as the OCI image spec has it.
type Descriptor struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"`
	// Size is in bytes.
	Size     int64                 `json:"size"`
	Platform *imageconfig.Platform `json:"platform,omitempty"`
}

// Blobs keeps the blobs of an image.
type Blobs interface {
	// Put stores what write writes, and returns its digest and its size in bytes.
	Put(write func(io.Writer) error) (digest string, size int64, err error)
}

type manifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Config        Descriptor   `json:"config"`
	Layers        []Descriptor `json:"layers"`
	// Annotations are kept as they are: some runtimes read them.
	Annotations map[string]string `json:"annotations,omitempty"`
}

type index struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Manifests     []Descriptor `json:"manifests"`
}

// PutImage stores the canonical form of an image, and returns the descriptor of its manifest, with
// the platform. Layers are compressed anew, which for a large image takes its time.
func PutImage(ctx context.Context, image *source.Image, blobs Blobs) (Descriptor, error) {
	config, err := Config(image.Config)
	if err != nil {
		return Descriptor{}, err
	}
	result := manifest{SchemaVersion: 2, MediaType: manifestType, Layers: []Descriptor{}, Annotations: image.Annotations}
	for i, layer := range image.Layers {
		digest, size, err := blobs.Put(func(w io.Writer) error {
			_, err := layer.Read(ctx, func(content io.Reader) error { return compress(w, content) })
			return err
		})
		if err != nil {
			return Descriptor{}, fmt.Errorf("layer %d of %d (diff ID %s): %w", i+1, len(image.Layers), layer.DiffID, err)
		}
		result.Layers = append(result.Layers, Descriptor{MediaType: layerType, Digest: digest, Size: size})
	}
	if result.Config, err = put(blobs, configType, config); err != nil {
		return Descriptor{}, err
	}
	content, err := marshal(result)
	if err != nil {
		return Descriptor{}, err
	}
	descriptor, err := put(blobs, manifestType, content)
	descriptor.Platform = &image.Config.Platform
	return descriptor, err
}

// Put stores the canonical form of images for different platforms, and returns its descriptor.
func Put(ctx context.Context, images []*source.Image, blobs Blobs) (Descriptor, error) {
	var manifests []Descriptor
	for _, image := range images {
		manifest, err := PutImage(ctx, image, blobs)
		if err != nil {
			return Descriptor{}, err
		}
		manifests = append(manifests, manifest)
	}
	return Combine(manifests, blobs)
}

// Combine stores the index of images that PutImage has stored, sorted by platform. A single image
// has no index: its own descriptor is returned. Two images for one platform are an error.
func Combine(manifests []Descriptor, blobs Blobs) (Descriptor, error) {
	if len(manifests) == 1 {
		single := manifests[0]
		single.Platform = nil
		return single, nil
	}
	manifests = slices.SortedFunc(slices.Values(manifests), func(a, b Descriptor) int {
		return strings.Compare(a.Platform.String(), b.Platform.String())
	})
	for i := range manifests[1:] {
		if platform := manifests[i].Platform.String(); platform == manifests[i+1].Platform.String() {
			return Descriptor{}, fmt.Errorf("two images for the platform %s", platform)
		}
	}
	content, err := marshal(index{SchemaVersion: 2, MediaType: indexType, Manifests: manifests})
	if err != nil {
		return Descriptor{}, err
	}
	return put(blobs, indexType, content)
}

// Digests is a Blobs that keeps nothing.
type Digests struct{}

// Put returns what the blob would be called.
func (Digests) Put(write func(io.Writer) error) (digest string, size int64, err error) {
	return hashed(io.Discard, write)
}

// hashed passes on what write writes, and returns its digest and its size in bytes.
func hashed(to io.Writer, write func(io.Writer) error) (digest string, size int64, err error) {
	sum := sha256.New()
	counter := &counter{}
	if err := write(io.MultiWriter(to, sum, counter)); err != nil {
		return "", 0, err
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil)), counter.bytes, nil
}

type counter struct{ bytes int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}

func put(blobs Blobs, mediaType string, content []byte) (Descriptor, error) {
	digest, size, err := blobs.Put(func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(content))
		return err
	})
	return Descriptor{MediaType: mediaType, Digest: digest, Size: size}, err
}

// marshal writes JSON by RFC 8785: keys sorted, no white space.
func marshal(value any) ([]byte, error) {
	content, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(content)
}
