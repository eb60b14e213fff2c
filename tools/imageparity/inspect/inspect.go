// Package inspect reads an image to its end, into what can be compared.
package inspect

import (
	"context"
	"fmt"

	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/imageconfig"
	"example.com/simplebank/tools/imageparity/source"
)

// Image is all that is known of an image, without the content of its files.
type Image struct {
	// Reference is how the caller named the image.
	Reference string
	// ManifestDigest is empty if the source keeps no manifest, as docker save archives of old.
	ManifestDigest string
	// ConfigDigest is what Docker calls the image ID.
	ConfigDigest string
	Platform     imageconfig.Platform
	Config       imageconfig.Config
	// Annotations are those of the manifest.
	Annotations map[string]string
	// Files maps absolute paths to the flattened file system.
	Files map[string]filesystem.Entry
	// Layers start with the lowest.
	Layers []Layer
	// Source is what all this was read from, for those who want to look again.
	Source *source.Image
}

// Layer is one layer, verified.
type Layer struct {
	// DiffID is the digest of the uncompressed layer.
	DiffID string
	// Size is that of the uncompressed layer, in bytes.
	Size int64
}

// Read reads all of an opened image, which the reference named. A digest that does not match, and a
// malformed layer or config, are errors that name the image and the layer.
func Read(ctx context.Context, reference string, opened *source.Image) (*Image, error) {
	image := &Image{
		Reference:      reference,
		ManifestDigest: opened.ManifestDigest,
		ConfigDigest:   opened.ConfigDigest,
		Platform:       opened.Config.Platform,
		Config:         opened.Config.Config,
		Annotations:    opened.Annotations,
		Source:         opened,
	}
	tree := filesystem.New()
	for i, layer := range opened.Layers {
		size, err := layer.Read(ctx, tree.Apply)
		if err != nil {
			return nil, fmt.Errorf("image %s: layer %d of %d (diff ID %s): %w", reference, i+1, len(opened.Layers), layer.DiffID, err)
		}
		image.Layers = append(image.Layers, Layer{DiffID: layer.DiffID.String(), Size: size})
	}
	image.Files = tree.Entries()
	return image, nil
}
