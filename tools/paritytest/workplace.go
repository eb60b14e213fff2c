package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// workplace is where the cases work: a copy of the checkout, as it is, with its Git history.
type workplace struct {
	checkout string
	// folder holds the copy, and all else that is made.
	folder string
	copy   string
	// environment is added to that of the commands.
	environment []string
}

func newWorkplace(ctx context.Context) (*workplace, error) {
	checkout, err := output(ctx, ".", "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	// Not in /tmp, of which Bazel's sandbox has one of its own.
	folder, err := os.MkdirTemp("/var/tmp", "paritytest-")
	if err != nil {
		return nil, err
	}
	w := &workplace{checkout: checkout, folder: folder, copy: filepath.Join(folder, "a-bank-by-another-name")}
	if err := errors.Join(os.Chmod(folder, 0o755), w.copyCheckout(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("copying the checkout: %w", err), os.RemoveAll(folder))
	}
	return w, nil
}

// copyCheckout copies what Git tracks or could track, and Git's own files.
func (w *workplace) copyCheckout(ctx context.Context) error {
	listed, err := output(ctx, w.checkout, "git", "ls-files", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	for _, name := range strings.Split(listed, "\n") {
		if err := copyFile(filepath.Join(w.copy, name), filepath.Join(w.checkout, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err // A tracked file that is not there has been deleted.
		}
	}
	if _, err := output(ctx, w.checkout, "git", "clone", "--quiet", "--bare", "--no-hardlinks", w.checkout, filepath.Join(w.copy, ".git")); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"config", "core.bare", "false"},
		{"config", "user.name", "paritytest"},
		{"config", "user.email", "paritytest@example.com"},
		{"reset", "--quiet"},
	} {
		if _, err := output(ctx, w.copy, "git", args...); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(target, source string) error {
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return os.WriteFile(target, content, info.Mode().Perm())
}

// elsewhere tells whether the copy has caches of its own, and an owner, perhaps.
func (w *workplace) elsewhere() bool { return w.environment != nil }

// close removes all that was made.
func (w *workplace) close() error {
	// It is done also after an interrupt.
	ctx := context.Background()
	_, err := w.command(ctx, "tools/bazel", "shutdown")
	if w.elsewhere() {
		_, stopErr := w.command(ctx, "tools/docker/daemon", "stop")
		_, removeErr := w.command(ctx, "tools/mirror/remove")
		err = errors.Join(err, stopErr, removeErr)
	}
	return errors.Join(err, os.RemoveAll(w.folder))
}

// command runs a command in the copy, and returns all that it has written.
func (w *workplace) command(ctx context.Context, name string, args ...string) (string, error) {
	return w.commandIn(ctx, w.copy, w.environment, name, args...)
}

// commandIn runs a command in a folder, with some environment added to that of this program.
func (w *workplace) commandIn(ctx context.Context, folder string, environment []string, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	if elements := strings.Split(name, "/"); len(elements) > 1 {
		command = exec.CommandContext(ctx, filepath.Join(folder, name), args...)
	}
	command.Dir = folder
	command.Env = append(os.Environ(), environment...)
	// An interrupt ends what the command has started, too.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	written, err := command.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, tail(written))
	}
	return string(written), err
}

// output runs a command and returns its standard output without the last newline.
func output(ctx context.Context, folder, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = folder
	var stderr bytes.Buffer
	command.Stderr = &stderr
	content, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return strings.TrimSuffix(string(content), "\n"), nil
}

func tail(written []byte) string {
	lines := strings.Split(strings.TrimSpace(string(written)), "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}

// exitCode tells the exit code of a command that has failed, or -1 for other errors.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}
