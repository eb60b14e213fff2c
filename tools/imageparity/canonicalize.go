package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"example.com/simplebank/tools/imageparity/canonical"
	"example.com/simplebank/tools/imageparity/source"
)

const canonicalizeUsage = `Usage: imageparity canonicalize [flags] IMAGE -o LAYOUT

Writes the canonical form of an image, which docs/canonical-image.md defines, as an OCI image layout,
and prints its digest. If there are images for several platforms, it is an index of all.

Flags:
  -o, --output LAYOUT           folder to write, which must be empty or not there
  --platform OS/ARCH[/VARIANT]  take the image for this platform only; may be repeated
`

func runCanonicalize(ctx context.Context, args []string, stdout, _ io.Writer) (_ int, err error) {
	var output string
	var platforms []v1.Platform
	flags := flag.NewFlagSet("imageparity canonicalize", flag.ContinueOnError)
	flags.StringVar(&output, "output", "", "")
	flags.StringVar(&output, "o", "", "")
	platformFlag(flags, &platforms)
	positional, err := parse(flags, args)
	switch {
	case err != nil:
		return 0, err
	case len(positional) != 1:
		return 0, usageError{fmt.Errorf("one image is needed, %d given", len(positional))}
	case output == "":
		return 0, usageError{errors.New("--output is needed: the folder to write the layout to")}
	}

	err = withImages(ctx, positional[0], platforms, func(images []*source.Image) error {
		descriptor, err := canonical.WriteLayout(ctx, images, output)
		if err != nil {
			return fmt.Errorf("writing the canonical form to %s: %w", output, err)
		}
		fmt.Fprintln(stdout, descriptor.Digest)
		return nil
	})
	return exitIdentical, err
}

// withImages opens the images that the reference names for the platforms, or for all if there are none.
func withImages(ctx context.Context, reference string, platforms []v1.Platform, do func([]*source.Image) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("image %s: %w", reference, err)
		}
	}()
	opened, err := source.Open(ctx, reference)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	images, err := opened.Images(platforms...)
	if err != nil {
		return err
	}
	return do(images)
}
