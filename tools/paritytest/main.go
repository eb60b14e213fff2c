// Paritytest shows that `make parity` can be trusted: that it holds elsewhere, and that it fails when it
// has to. It calls the repository's own commands on a copy of the checkout.
//
//	go run ./tools/paritytest [CASE...]
//
// The cases, in this order; all are run if none is named:
//
//	elsewhere  another folder of another name, another user, locale, time zone and umask, other file
//	           times, and no cache at all: the same digest
//	stamp      --stamp, and a commit, make only the last steps anew
//	publish    both builds, pushed to a registry, are one digest there, and verify with parity.json
//	CLASS      a class of differences (see injections.go), injected into one build: make parity fails
//	           and names it
//
// It needs what `make parity` needs, the go command, and 10 GB for as long as it runs.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// testCase is one of the things that are shown.
type testCase struct {
	name string
	// run returns what was seen.
	run func(context.Context, *workplace) (string, error)
}

func cases() []testCase {
	all := []testCase{
		{"elsewhere", elsewhere},
		{"stamp", stamp},
		{"publish", publish},
	}
	for _, i := range injections {
		all = append(all, testCase{i.class, i.inject})
	}
	return all
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "paritytest:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, names []string) (err error) {
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	w, err := newWorkplace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	var failed []string
	for i, c := range chosen {
		started := time.Now()
		fmt.Printf("--    %s (%d of %d) ...\n", c.name, i+1, len(chosen))
		seen, err := c.run(ctx, w)
		took := time.Since(started).Round(time.Second)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Printf("FAIL  %s: %v (%v)\n", c.name, err, took)
			failed = append(failed, c.name)
			continue
		}
		fmt.Printf("ok    %s: %s (%v)\n", c.name, seen, took)
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d failed: %s", len(failed), len(chosen), strings.Join(failed, ", "))
	}
	fmt.Printf("PASS  %d cases\n", len(chosen))
	return nil
}

func choose(names []string) ([]testCase, error) {
	all := cases()
	if len(names) == 0 {
		return all, nil
	}
	var known []string
	for _, c := range all {
		known = append(known, c.name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("there is no case %q; accepted are: %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(all, func(c testCase) bool { return !slices.Contains(names, c.name) }), nil
}
