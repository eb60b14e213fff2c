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
	flags.Func("platform", "", func(s string) error {
		platform, err := parsePlatform(s)
		platforms = append(platforms, platform)
		return err
	})
	positional, err := parse(flags, args)
	switch {
	case err != nil:
		return 0, err
	case len(positional) != 1:
		return 0, usageError{fmt.Errorf("one image is needed, %d given", len(positional))}
	case output == "":
		return 0, usageError{errors.New("--output is needed: the folder to write the layout to")}
	}

	opened, err := source.Open(ctx, positional[0])
	if err != nil {
		return 0, fmt.Errorf("image %s: %w", positional[0], err)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	images, err := opened.Images(platforms...)
	if err != nil {
		return 0, fmt.Errorf("image %s: %w", positional[0], err)
	}
	descriptor, err := canonical.WriteLayout(ctx, images, output)
	if err != nil {
		return 0, fmt.Errorf("image %s: writing the canonical form to %s: %w", positional[0], output, err)
	}
	fmt.Fprintln(stdout, descriptor.Digest)
	return exitIdentical, nil
}
