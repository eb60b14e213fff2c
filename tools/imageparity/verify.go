package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"example.com/simplebank/tools/imageparity/canonical"
	"example.com/simplebank/tools/imageparity/printable"
	"example.com/simplebank/tools/imageparity/source"
	"example.com/simplebank/tools/imageparity/statement"
)

const verifyUsage = `Usage: imageparity verify STATEMENT --image IMAGE

Tells whether a statement that compare --statement has written is about an image: whether the image's
canonical form has a digest that the statement names. It does not tell who wrote the statement.

Flags:
  --image IMAGE  the image; of several platforms, all must be the statement's
  --platform OS/ARCH[/VARIANT]
                 look at the image for this platform only; may be repeated

Exit code: 0 it is, 1 it is not, 2 could not tell.
`

func runVerify(ctx context.Context, args []string, stdout, _ io.Writer) (_ int, err error) {
	var reference string
	var platforms []v1.Platform
	flags := flag.NewFlagSet("imageparity verify", flag.ContinueOnError)
	flags.StringVar(&reference, "image", "", "")
	platformFlag(flags, &platforms)
	positional, err := parse(flags, args)
	switch {
	case err != nil:
		return 0, err
	case len(positional) != 1:
		return 0, usageError{fmt.Errorf("one statement is needed, %d given", len(positional))}
	case reference == "":
		return 0, usageError{errors.New("--image is needed: the image that the statement is to be about")}
	}

	file, err := os.Open(positional[0])
	if err != nil {
		return 0, err
	}
	defer file.Close() // It is only read.
	stated, err := statement.Read(file)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", positional[0], err)
	}
	var descriptor canonical.Descriptor
	err = withImages(ctx, reference, platforms, func(images []*source.Image) (err error) {
		descriptor, err = canonical.Put(ctx, images, canonical.Digests{})
		return err
	})
	if err != nil {
		return 0, err
	}
	subject, ok := stated.Subject(descriptor.Digest)
	if !ok {
		fmt.Fprintf(stdout, "NOT verified: the canonical digest of %s is\n  %s, but the statement is about\n", reference, descriptor.Digest)
		for _, subject := range stated.Subjects {
			fmt.Fprintf(stdout, "  %s\n", printable.String(subject.String()))
		}
		return exitDifferent, nil
	}
	fmt.Fprintf(stdout, "verified: %s is %s\n", reference, printable.String(subject.String()))
	for _, build := range stated.Predicate.Builds {
		fmt.Fprintf(stdout, "  built by %s\n", printable.String(build.Builder.String()))
	}
	fmt.Fprintf(stdout, "  from %s\n", printable.String(stated.Predicate.Inputs.String()))
	return exitIdentical, nil
}
