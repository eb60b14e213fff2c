// Imageparity compares two container images and tells what differs: platform, runtime config, the
// flattened file system, and layers. See package source for which images it reads, and package
// compare for the JSON report.
//
//	go run ./tools/imageparity [flags] IMAGE_A IMAGE_B
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/inspect"
	"example.com/simplebank/tools/imageparity/report"
	"example.com/simplebank/tools/imageparity/source"
)

// The exit codes, as those of diff and cmp.
const (
	exitIdentical = 0
	exitDifferent = 1
	exitError     = 2
)

func main() {
	// `bazel run` starts programs elsewhere than where it was called, and says where that was.
	if folder := os.Getenv("BUILD_WORKING_DIRECTORY"); folder != "" {
		if err := os.Chdir(folder); err != nil {
			fmt.Fprintf(os.Stderr, "imageparity: %v\n", err)
			os.Exit(exitError)
		}
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	options, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return exitIdentical
	case err != nil:
		fmt.Fprintf(stderr, "imageparity: %v\n\n%s", err, usage)
		return exitError
	}
	// A signal ends the reading, so that temporary files are removed.
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	result, err := compareImages(ctx, options)
	if err == nil {
		err = write(result, options, stdout)
	}
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "imageparity: %v\n", err)
		return exitError
	case result.Identical:
		return exitIdentical
	default:
		return exitDifferent
	}
}

type options struct {
	images     []string
	platform   v1.Platform
	allowances []compare.Allowance
	output     string
	json       bool
}

var usage = `Usage: imageparity [flags] IMAGE_A IMAGE_B

Compares two container images. An IMAGE is one of:
  ` + strings.ReplaceAll(source.Accepted, "\n", "\n  ") + `

Flags:
  --platform OS/ARCH[/VARIANT]  image to take of several (default linux/amd64)
  --allow CLASS                 differences that are known; may be repeated. Classes:
                                ` + compare.AllowanceClasses + `
  -o, --output FILE             write a JSON report to FILE
  --json                        print the JSON report in place of the text

Exit code: 0 identical, 1 different, 2 could not compare.
`

// parse accepts flags between and after the images, too.
func parse(args []string) (options, error) {
	var o options
	flags := newFlagSet(&o)
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return options{}, err
		}
		args = flags.Args()
		if len(args) > 0 {
			o.images, args = append(o.images, args[0]), args[1:]
		}
	}
	if len(o.images) != 2 {
		return options{}, fmt.Errorf("two images are needed, %d given", len(o.images))
	}
	return o, nil
}

func newFlagSet(o *options) *flag.FlagSet {
	flags := flag.NewFlagSet("imageparity", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run prints errors and usage.
	o.platform = v1.Platform{OS: "linux", Architecture: "amd64"}
	flags.Func("platform", "", func(s string) error {
		platform, err := v1.ParsePlatform(s)
		if err != nil || platform.OS == "" || platform.Architecture == "" || strings.Contains(s, ":") {
			return errors.New("accepted is OS/ARCH[/VARIANT], such as linux/arm64")
		}
		o.platform = *platform
		return nil
	})
	flags.Func("allow", "", func(s string) error {
		allowance, err := compare.ParseAllowance(s)
		o.allowances = append(o.allowances, allowance)
		return err
	})
	flags.StringVar(&o.output, "output", "", "")
	flags.StringVar(&o.output, "o", "", "")
	flags.BoolVar(&o.json, "json", false, "")
	return flags
}

func compareImages(ctx context.Context, o options) (*compare.Report, error) {
	a, err := inspect.Read(ctx, o.images[0], o.platform)
	if err != nil {
		return nil, err
	}
	b, err := inspect.Read(ctx, o.images[1], o.platform)
	if err != nil {
		return nil, err
	}
	return compare.Images(a, b, o.allowances), nil
}

func write(result *compare.Report, o options, stdout io.Writer) error {
	if o.output != "" {
		if err := writeFile(o.output, result); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	print := report.Text
	if o.json {
		print = report.JSON
	}
	if err := print(stdout, result); err != nil {
		return fmt.Errorf("printing the report: %w", err)
	}
	return nil
}

func writeFile(name string, result *compare.Report) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(report.JSON(file, result), file.Close())
}
