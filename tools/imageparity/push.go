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

const pushUsage = `Usage: imageparity push [flags] IMAGE --repository HOST/NAME

Pushes the canonical form of an image, which docs/canonical-image.md defines, and prints what it is in
the registry: HOST/NAME@DIGEST. If there are images for several platforms, it is an index of all.

Flags:
  --repository HOST/NAME  where to push it to
  --tag TAG               tag to give it; may be repeated
  --platform OS/ARCH[/VARIANT]
                          push the image for this platform only; may be repeated
`

func runPush(ctx context.Context, args []string, stdout, _ io.Writer) (_ int, err error) {
	var repository string
	var tags []string
	var platforms []v1.Platform
	flags := flag.NewFlagSet("imageparity push", flag.ContinueOnError)
	flags.StringVar(&repository, "repository", "", "")
	flags.Func("tag", "", func(s string) error {
		tags = append(tags, s)
		return nil
	})
	platformFlag(flags, &platforms)
	positional, err := parse(flags, args)
	switch {
	case err != nil:
		return 0, err
	case len(positional) != 1:
		return 0, usageError{fmt.Errorf("one image is needed, %d given", len(positional))}
	case repository == "":
		return 0, usageError{errors.New("--repository is needed: HOST/NAME, where to push the image to")}
	}
	err = withImages(ctx, positional[0], platforms, func(images []*source.Image) error {
		descriptor, err := canonical.Push(ctx, images, repository, tags)
		if err == nil {
			fmt.Fprintf(stdout, "%s@%s\n", repository, descriptor.Digest)
		}
		return err
	})
	return exitIdentical, err
}
