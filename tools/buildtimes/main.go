// Buildtimes measures how long builds take, Bazel's and the Dockerfile's side by side: of everything, of
// nothing, of one line changed in a library; and what a cache gives that machines share.
//
//	go run ./tools/buildtimes [--json FILE]
//
// It builds the commit that is checked out, in a clone, with what is fetched once (the mirror-only
// world, base images) already there. Nothing is taken from this machine's caches of what was built. The
// shared cache is nginx with WebDAV (apt-get install nginx-light). It takes half an hour.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "buildtimes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("buildtimes", flag.ContinueOnError)
	file := flags.String("json", "", "`file` for the times, as JSON")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: there is only --json", flags.Arg(0))
	}
	w, err := newWorkplace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	cache, url, err := startCache(ctx, filepath.Join(w.folder, "cache"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cache.Stop()) }()
	if err := w.prepare(ctx); err != nil {
		return err
	}
	var measured []row
	for _, s := range steps(w, url) {
		r := row{Name: s.name}
		if s.change {
			if err := w.change(); err != nil {
				return err
			}
		}
		for i, command := range s.commands {
			if len(command) == 0 {
				continue
			}
			took, err := w.time(ctx, command...)
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "%6.1f s  %s: %s\n", took.Seconds(), s.name, columns[i])
			r.Seconds[i] = took.Seconds()
		}
		measured = append(measured, r)
	}
	print(w.revision, measured)
	if *file == "" {
		return nil
	}
	content, err := json.MarshalIndent(map[string]any{"revision": w.revision, "columns": columns, "rows": measured}, "", "  ")
	if err != nil {
		return fmt.Errorf("write the times as JSON: %w", err)
	}
	return os.WriteFile(*file, append(content, '\n'), 0o644)
}

// workplace is a clone of the checkout.
type workplace struct {
	folder   string // of all that is made
	clone    string
	revision string
	changes  int
}

func newWorkplace(ctx context.Context) (*workplace, error) {
	// Not in /tmp, of which Bazel's sandbox has one of its own.
	folder, err := os.MkdirTemp("/var/tmp", "buildtimes-")
	if err != nil {
		return nil, err
	}
	w := &workplace{folder: folder, clone: filepath.Join(folder, "clone")}
	output, err := exec.CommandContext(ctx, "git", "clone", "--quiet", ".", w.clone).CombinedOutput()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("clone the checkout (from its root): %w: %s", err, output), os.RemoveAll(folder))
	}
	revision, err := exec.CommandContext(ctx, "git", "-C", w.clone, "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ask for the revision: %w", err), os.RemoveAll(folder))
	}
	w.revision = strings.TrimSpace(string(revision))
	return w, nil
}

// prepare does what is not measured: it sets up what is set up once.
func (w *workplace) prepare(ctx context.Context) error {
	for _, command := range [][]string{
		{"tools/bazel", "info", "workspace"},
		{"tools/docker/daemon", "start"},
		w.docker(),
	} {
		if _, err := w.time(ctx, command...); err != nil {
			return err
		}
	}
	return nil
}

// time runs a command in the clone and returns how long it took.
func (w *workplace) time(ctx context.Context, args ...string) (time.Duration, error) {
	fmt.Fprintf(os.Stderr, "          %s ...\n", strings.ReplaceAll(strings.Join(args, " "), w.folder, "…"))
	started := time.Now()
	command := exec.CommandContext(ctx, args[0], args[1:]...)
	if strings.Contains(args[0], "/") {
		command = exec.CommandContext(ctx, filepath.Join(w.clone, args[0]), args[1:]...)
	}
	command.Dir = w.clone
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.WaitDelay = 10 * time.Second
	// An interrupt ends what the command has started, too.
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	output, err := command.CombinedOutput()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(string(output)), "\n")
		return 0, fmt.Errorf("%s: %w:\n%s", strings.Join(args, " "), err, strings.Join(lines[max(0, len(lines)-30):], "\n"))
	}
	return time.Since(started), nil
}

// change adds a line to a library that nearly all others use.
func (w *workplace) change() error {
	w.changes++
	file, err := os.OpenFile(filepath.Join(w.clone, "libs", "money", "amount.go"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("change a line: %w", err)
	}
	_, err = fmt.Fprintf(file, "\n// Changed%d is new.\nconst Changed%[1]d = %[1]d\n", w.changes)
	return errors.Join(err, file.Close())
}

func (w *workplace) close() error {
	ctx := context.Background() // also after an interrupt
	var err error
	for _, base := range bases {
		_, cleanErr := w.time(ctx, w.bazel(base, "clean", "--expunge")...)
		err = errors.Join(err, cleanErr)
	}
	return errors.Join(err, os.RemoveAll(w.folder))
}
