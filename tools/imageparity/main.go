// Imageparity compares two container images and tells what differs, and why: platform, runtime
// config, the flattened file system, and layers. It reduces images to a canonical form, and proves
// with a statement that two builds have the same one. See package source for which images it reads,
// and package compare for the JSON report.
//
//	go run ./tools/imageparity [flags] IMAGE_A IMAGE_B
//	go run ./tools/imageparity canonicalize IMAGE -o LAYOUT
//	go run ./tools/imageparity push IMAGE --repository HOST/NAME
//	go run ./tools/imageparity verify STATEMENT --image IMAGE
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"example.com/simplebank/tools/imageparity/source"
)

// The exit codes, as those of diff and cmp.
const (
	exitIdentical = 0
	exitDifferent = 1
	exitError     = 2
)

// command is one of those that the first argument names.
type command struct {
	usage string
	run   func(ctx context.Context, args []string, stdout, stderr io.Writer) (int, error)
}

var commands = map[string]command{
	"canonicalize": {canonicalizeUsage, runCanonicalize},
	"compare":      {compareUsage, runCompare},
	"push":         {pushUsage, runPush},
	"verify":       {verifyUsage, runVerify},
}

var imageUsage = `
An IMAGE is one of:
  ` + strings.ReplaceAll(source.Accepted, "\n", "\n  ") + "\n"

// usageError is an error in the arguments.
type usageError struct{ error }

func main() {
	// `bazel run` starts programs elsewhere than where it was called, and says where that was.
	if folder := os.Getenv("BUILD_WORKING_DIRECTORY"); folder != "" {
		if err := os.Chdir(folder); err != nil {
			fmt.Fprintf(os.Stderr, "imageparity: %v\n", err)
			os.Exit(exitError)
		}
	}
	debug.SetMemoryLimit(maxMemory)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	chosen := commands["compare"]
	if len(args) > 0 {
		if named, ok := commands[args[0]]; ok {
			chosen, args = named, args[1:]
		}
	}
	// A signal ends the reading, so that temporary files are removed. A second one kills.
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	context.AfterFunc(ctx, cancel)
	exit, err := chosen.run(ctx, args, stdout, stderr)
	var usage usageError
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, chosen.usage, imageUsage)
		return exitIdentical
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "imageparity: %v\n\n%s%s", err, chosen.usage, imageUsage)
		return exitError
	case err != nil:
		fmt.Fprintf(stderr, "imageparity: %v\n", err)
		return exitError
	}
	return exit
}

// parse accepts flags between and after the other arguments, which it returns.
func parse(flags *flag.FlagSet, args []string) (positional []string, err error) {
	flags.SetOutput(io.Discard) // run prints errors and usage.
	for len(args) > 0 {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, usageError{err}
		}
		args = flags.Args()
		if len(args) > 0 {
			positional, args = append(positional, args[0]), args[1:]
		}
	}
	return positional, nil
}

// platformFlag declares --platform, which may be repeated.
func platformFlag(flags *flag.FlagSet, platforms *[]v1.Platform) {
	flags.Func("platform", "", func(s string) error { return addPlatform(platforms, s) })
}

func addPlatform(platforms *[]v1.Platform, s string) error {
	platform, err := v1.ParsePlatform(s)
	switch {
	case err != nil || platform.OS == "" || platform.Architecture == "":
		return errors.New("accepted is OS/ARCH[/VARIANT][:OS.VERSION], such as linux/arm64")
	case slices.ContainsFunc(*platforms, func(other v1.Platform) bool { return other.String() == platform.String() }):
		return fmt.Errorf("%s is given twice", s)
	}
	*platforms = append(*platforms, *platform)
	return nil
}

// create writes a file, which is whole under its name or not there at all.
func create(name string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		// Such as /dev/stdout.
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(file), file.Close())
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".imageparity-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if err := errors.Join(write(file), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}

// removeFile removes a file that create has written, if it is there.
func removeFile(name string) error {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	return os.Remove(name)
}

// maxMemory, in bytes, is what the garbage collector works harder for: images can have very many files.
const maxMemory = 200 << 20
