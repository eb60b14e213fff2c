// Command tidy checks that the repository keeps its own rules: where
// dependencies may point, how files are written, what the programs are made of.
//
//	go run ./tools/tidy            print what is wrong
//	go run ./tools/tidy --update   accept the packages that programs link now
//
// It exits with 1 when something is wrong, and 2 when it could not look.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.com/simplebank/tools/tidy/checks"
	"example.com/simplebank/tools/tidy/repo"
)

const (
	exitTidy   = 0
	exitFaults = 1
	exitFailed = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("tidy", flag.ContinueOnError)
	flags.SetOutput(stderr)
	root := flags.String("root", "", "the repository (default: where BUILD_WORKSPACE_DIRECTORY says, or the nearest go.mod upwards)")
	update := flags.Bool("update", false, "write the lists of linked packages instead of checking")
	options := checks.Options{Binaries: map[string]string{}, GoTool: true}
	flags.Func("gazelle", "gazelle `executable` to check BUILD files with", func(s string) (err error) {
		options.Gazelle, err = filepath.Abs(s) // it is started in the root
		return err
	})
	flags.Func("binary", "`SERVICE=FILE`: the program of a service, as services/bank=out/bank (default: built)", func(s string) error {
		service, file, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("want SERVICE=FILE")
		}
		options.Binaries[service] = file
		return nil
	})
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitTidy
	} else if err != nil {
		return exitFailed
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "tidy: unexpected argument %q\n", flags.Arg(0))
		return exitFailed
	}
	r, err := open(*root)
	if err != nil {
		fmt.Fprintln(stderr, "tidy:", err)
		return exitFailed
	}
	if *update {
		return updateLists(r, options.Binaries, stdout, stderr)
	}
	if options.Gazelle == "" {
		fmt.Fprintln(stderr, "tidy: note: whether BUILD files are as gazelle writes them is checked by bazel test //tools/tidy/...")
	}
	return report(r, checks.All(options), stdout, stderr)
}

func open(root string) (*repo.Repo, error) {
	if root == "" {
		root = os.Getenv("BUILD_WORKSPACE_DIRECTORY") // set by bazel run
	}
	if root == "" {
		var err error
		if root, err = repo.FindRoot("."); err != nil {
			return nil, err
		}
	}
	return repo.Open(root)
}

// report runs every check, so that one run shows all that is to be done.
func report(r *repo.Repo, all []checks.Check, stdout, stderr io.Writer) int {
	status := exitTidy
	for _, check := range all {
		found, err := check.Run(r)
		for _, f := range found {
			fmt.Fprintf(stdout, "%s [%s]\n", f, check.Name)
			status = max(status, exitFaults)
		}
		if err != nil {
			fmt.Fprintf(stderr, "tidy: %s: %v\n", check.Name, err)
			status = exitFailed
		}
	}
	return status
}

func updateLists(r *repo.Repo, binaries map[string]string, stdout, stderr io.Writer) int {
	written, err := checks.UpdateLinked(r, binaries)
	if err != nil {
		fmt.Fprintln(stderr, "tidy:", err)
		return exitFailed
	}
	for _, name := range written {
		fmt.Fprintln(stdout, "wrote", name)
	}
	return exitTidy
}
