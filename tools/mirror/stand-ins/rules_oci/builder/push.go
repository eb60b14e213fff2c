package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// push sends an image or index to a repository, by digest and then by each tag, and prints
// REPOSITORY@DIGEST to standard output.
func push(args []string) error {
	flags := flag.NewFlagSet("push", flag.ExitOnError)
	folder := flags.String("image", "", "folder of the layout")
	var repository string
	var tags multiFlag
	for _, alias := range []string{"repository", "r"} {
		flags.StringVar(&repository, alias, "", "repository to push to: HOST/NAME")
	}
	for _, alias := range []string{"tag", "t"} {
		flags.Var(&tags, alias, "tag to give (repeated)")
	}
	insecure := flags.Bool("insecure", false, "use HTTP where HTTPS does not answer")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: push takes --repository, --tag and --insecure", flags.Arg(0))
	}
	if repository == "" {
		return errors.New("repository not set. Please pass --repository flag")
	}
	entry, err := readIndex(*folder)
	if err != nil {
		return err
	}
	var options []name.Option
	if *insecure {
		options = append(options, name.Insecure)
	}
	target, err := name.NewDigest(repository+"@"+entry.Digest, options...)
	if err != nil {
		return err
	}
	for _, tag := range tags {
		if _, err := name.NewTag(repository+":"+tag, append(options, name.StrictValidation)...); err != nil {
			return err
		}
	}
	digest, err := v1.NewHash(entry.Digest)
	if err != nil {
		return err
	}
	// Bazel shows files as symbolic links, which the library does not follow in a layout.
	index, err := filepath.EvalSymlinks(filepath.Join(*folder, "index.json"))
	if err != nil {
		return err
	}
	content, err := taggable(filepath.Dir(index), entry, digest)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "pushing %s\n", target)
	auth := remote.WithAuthFromKeychain(authn.DefaultKeychain)
	switch content := content.(type) {
	case v1.Image:
		err = remote.Write(target, content, auth)
	case v1.ImageIndex:
		err = remote.WriteIndex(target, content, auth)
	}
	if err != nil {
		return fmt.Errorf("pushing %s: %w", target, err)
	}
	for _, tag := range tags {
		if err := remote.Tag(target.Tag(tag), content, auth); err != nil {
			return fmt.Errorf("tagging %s as %s: %w", target, tag, err)
		}
		fmt.Fprintf(os.Stderr, "tagged %s\n", tag)
	}
	fmt.Println(target)
	return nil
}

// taggable opens the one image or index of a layout.
func taggable(folder string, entry indexEntry, digest v1.Hash) (remote.Taggable, error) {
	top, err := layout.ImageIndexFromPath(folder)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", folder, err)
	}
	if strings.Contains(entry.MediaType, "index") {
		return top.ImageIndex(digest)
	}
	return top.Image(digest)
}
