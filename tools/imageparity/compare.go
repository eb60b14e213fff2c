package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"example.com/simplebank/tools/imageparity/canonical"
	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/explain"
	"example.com/simplebank/tools/imageparity/inspect"
	"example.com/simplebank/tools/imageparity/report"
	"example.com/simplebank/tools/imageparity/source"
	"example.com/simplebank/tools/imageparity/statement"
)

const compareUsage = `Usage: imageparity [compare] [flags] IMAGE_A IMAGE_B

Compares two container images, for each platform that they are there for.

Flags:
  --platform OS/ARCH[/VARIANT]  compare for this platform only; may be repeated
  --allow CLASS                 differences that are known; may be repeated. Classes:
                                ` + compare.AllowanceClasses + `
  -o, --output FILE             write a JSON report to FILE
  --html FILE                   write a report to FILE, as one page of HTML
  --json                        print the JSON report in place of the text
  --statement FILE              if nothing differs, write an in-toto Statement that says so to FILE
  --name NAME                   what the statement calls the image (default image)
  --builder-a NAME=VALUE        what the statement says of what built A, such as bazel=1.2.3;
  --builder-b NAME=VALUE        and B. May be repeated
  --input FILE                  file that was built from: the statement has its SHA-256;
  --input NAME=VALUE            or anything else, such as commit=1a2b3c. May be repeated

Exit code: 0 identical, 1 different, 2 could not compare.
`

type compareOptions struct {
	images     []string
	platforms  []v1.Platform
	allowances []compare.Allowance
	output     string
	html       string
	json       bool
	statement  string
	name       string
	builds     [2]statement.Facts
	inputs     statement.Facts
}

func parseCompare(args []string) (compareOptions, error) {
	var o compareOptions
	flags := flag.NewFlagSet("imageparity compare", flag.ContinueOnError)
	platformFlag(flags, &o.platforms)
	flags.Func("allow", "", func(s string) error {
		allowance, err := compare.ParseAllowance(s)
		o.allowances = append(o.allowances, allowance)
		return err
	})
	flags.StringVar(&o.output, "output", "", "")
	flags.StringVar(&o.output, "o", "", "")
	flags.StringVar(&o.html, "html", "", "")
	flags.BoolVar(&o.json, "json", false, "")
	flags.StringVar(&o.statement, "statement", "", "")
	flags.StringVar(&o.name, "name", "image", "")
	flags.Func("builder-a", "", func(s string) error { return o.builds[0].Add(s) })
	flags.Func("builder-b", "", func(s string) error { return o.builds[1].Add(s) })
	flags.Func("input", "", func(s string) error { return o.inputs.AddInput(s) })
	var err error
	if o.images, err = parse(flags, args); err != nil {
		return compareOptions{}, err
	}
	switch {
	case len(o.images) != 2:
		return compareOptions{}, usageError{fmt.Errorf("two images are needed, %d given", len(o.images))}
	case o.name == "":
		return compareOptions{}, usageError{errors.New("--name needs a name")}
	}
	return o, nil
}

func runCompare(ctx context.Context, args []string, stdout, _ io.Writer) (int, error) {
	o, err := parseCompare(args)
	if err != nil {
		return 0, err
	}
	if o.statement != "" {
		// One of an earlier comparison must not be taken for this one's, however this one ends.
		if err := removeFile(o.statement); err != nil {
			return 0, fmt.Errorf("removing the statement of an earlier comparison: %w", err)
		}
	}
	result, err := compareReferences(ctx, o)
	if err != nil {
		return 0, err
	}
	if err := writeReports(result, o, stdout); err != nil {
		return 0, err
	}
	if !result.Identical {
		return exitDifferent, nil
	}
	return exitIdentical, nil
}

func compareReferences(ctx context.Context, o compareOptions) (_ *compare.Result, err error) {
	var sources [2]*source.Source
	for i, reference := range o.images {
		opened, err := source.Open(ctx, reference)
		if err != nil {
			return nil, fmt.Errorf("image %s: %w", reference, err)
		}
		defer func() { err = errors.Join(err, opened.Close()) }()
		sources[i] = opened
	}
	result := &compare.Result{
		Identical: true,
		A:         compare.Reference{Name: o.images[0]},
		B:         compare.Reference{Name: o.images[1]},
		OnlyInA:   []string{},
		OnlyInB:   []string{},
	}
	pairs, err := pair(sources, o.platforms, result)
	if err != nil {
		return nil, err
	}
	for _, images := range pairs {
		compared, err := comparePair(ctx, o, images)
		if err != nil {
			return nil, err
		}
		result.Platforms = append(result.Platforms, compared)
		result.Identical = result.Identical && compared.Identical
	}
	return result, canonicalize(ctx, result)
}

// pair opens the images to compare, A's and B's: those for the platforms that are asked for, or else
// those for all, of which each side must have one. Two single images are compared in any case.
func pair(sources [2]*source.Source, platforms []v1.Platform, result *compare.Result) (pairs [][2]*source.Image, err error) {
	a, b := sources[0].Platforms(), sources[1].Platforms()
	var wanted [][2]v1.Platform
	if len(platforms) == 0 && len(a) == 1 && len(b) == 1 {
		wanted = [][2]v1.Platform{{a[0], b[0]}}
	} else if len(platforms) == 0 {
		platforms, result.OnlyInA, result.OnlyInB = common(a, b)
		result.Identical = len(result.OnlyInA)+len(result.OnlyInB) == 0
	}
	for _, platform := range platforms {
		wanted = append(wanted, [2]v1.Platform{platform, platform})
	}
	for _, platforms := range wanted {
		var images [2]*source.Image
		for i, opened := range sources {
			if images[i], err = opened.Image(platforms[i]); err != nil {
				return nil, fmt.Errorf("image %s: %w", []string{result.A.Name, result.B.Name}[i], err)
			}
		}
		pairs = append(pairs, images)
	}
	return pairs, nil
}

// common returns the platforms of both sides, and those of one side only.
func common(a, b []v1.Platform) (both []v1.Platform, onlyA, onlyB []string) {
	has := func(platforms []v1.Platform, p v1.Platform) bool {
		return slices.ContainsFunc(platforms, func(other v1.Platform) bool { return other.String() == p.String() })
	}
	onlyA, onlyB = []string{}, []string{}
	for _, p := range a {
		if has(b, p) {
			both = append(both, p)
		} else {
			onlyA = append(onlyA, p.String())
		}
	}
	for _, p := range b {
		if !has(a, p) {
			onlyB = append(onlyB, p.String())
		}
	}
	return both, onlyA, onlyB
}

func comparePair(ctx context.Context, o compareOptions, images [2]*source.Image) (*compare.Report, error) {
	var read [2]*inspect.Image
	for i, image := range images {
		var err error
		if read[i], err = inspect.Read(ctx, o.images[i], image); err != nil {
			return nil, err
		}
	}
	result := compare.Images(read[0], read[1], o.allowances)
	if err := explain.Differences(ctx, result); err != nil {
		return nil, err
	}
	result.ForgetFiles(report.MaxFiles)
	return result, nil
}

// canonicalize adds the digests of the canonical forms, if nothing at all differs. The layers of B are
// those of A to the byte, as their diff IDs say, so only its configs are looked at.
func canonicalize(ctx context.Context, result *compare.Result) error {
	differs := func(r *compare.Report) bool { return len(r.Differences) > 0 }
	if !result.Identical || slices.ContainsFunc(result.Platforms, differs) {
		return nil
	}
	var manifests []canonical.Descriptor
	for _, r := range result.Platforms {
		if err := sameConfig(r.Images); err != nil {
			return err
		}
		manifest, err := canonical.PutImage(ctx, r.Images[0].Source, canonical.Digests{})
		if err != nil {
			return fmt.Errorf("image %s: canonical form: %w", result.A.Name, err)
		}
		manifests = append(manifests, manifest)
		r.A.CanonicalDigest, r.B.CanonicalDigest = manifest.Digest, manifest.Digest
	}
	whole, err := canonical.Combine(manifests, canonical.Digests{})
	if err != nil {
		return fmt.Errorf("image %s: canonical form: %w", result.A.Name, err)
	}
	result.A.CanonicalDigest, result.B.CanonicalDigest = whole.Digest, whole.Digest
	return nil
}

func sameConfig(images [2]*inspect.Image) error {
	var configs [2][]byte
	for i, image := range images {
		var err error
		if configs[i], err = canonical.Config(image.Source.Config); err != nil {
			return fmt.Errorf("image %s: canonical form: %w", image.Reference, err)
		}
	}
	if !bytes.Equal(configs[0], configs[1]) {
		return fmt.Errorf("the canonical configs are %s and %s, but nothing was found that differs: this is a fault of imageparity", configs[0], configs[1])
	}
	return nil
}

func writeReports(result *compare.Result, o compareOptions, stdout io.Writer) error {
	for _, file := range []struct {
		name, what string
		write      func(io.Writer, *compare.Result) error
	}{
		{o.output, "report", report.JSON},
		{o.html, "page", report.HTML},
	} {
		if file.name == "" {
			continue
		}
		if err := create(file.name, func(w io.Writer) error { return file.write(w, result) }); err != nil {
			return fmt.Errorf("writing the %s: %w", file.what, err)
		}
	}
	print := report.Text
	if o.json {
		print = report.JSON
	}
	if err := print(stdout, result); err != nil {
		return fmt.Errorf("printing the report: %w", err)
	}
	if o.statement != "" && result.A.CanonicalDigest != "" {
		stated := statement.New(o.name, result, o.builds, o.inputs)
		if err := create(o.statement, stated.Write); err != nil {
			return fmt.Errorf("writing the statement: %w", err)
		}
	}
	return nil
}
