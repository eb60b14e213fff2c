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
	"slices"
	"strings"
	"syscall"
	"time"
)

// workplace is where the cases work: a copy of the checkout, as it is, with its Git history.
type workplace struct {
	checkout string
	// folder holds the copy, and all else that is made.
	folder string
	copy   string
	// environment is added to that of the commands.
	environment []string
	// isElsewhere is whether the copy has caches of its own, and another owner if that is allowed.
	isElsewhere bool
}

func newWorkplace(ctx context.Context) (*workplace, error) {
	checkout, err := git(ctx, ".", "rev-parse", "--show-toplevel")
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
	listed, err := git(ctx, w.checkout, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	for _, name := range strings.Split(strings.TrimSuffix(listed, "\x00"), "\x00") {
		if err := copyFile(filepath.Join(w.copy, name), filepath.Join(w.checkout, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err // A tracked file that is not there has been deleted.
		}
	}
	if _, err := git(ctx, w.checkout, "clone", "--quiet", "--bare", "--no-hardlinks", w.checkout, filepath.Join(w.copy, ".git")); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"config", "core.bare", "false"},
		{"config", "user.name", "paritytest"},
		{"config", "user.email", "paritytest@example.com"},
		{"reset", "--quiet"},
	} {
		if _, err := git(ctx, w.copy, args...); err != nil {
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

// close removes all that was made, also after an interrupt.
func (w *workplace) close() error {
	ctx := context.Background()
	var err error
	if w.isElsewhere {
		// Bazel's servers end with the world; without one, they end by themselves.
		_, stopErr := w.command(ctx, "tools/docker/daemon", "stop")
		_, removeErr := w.command(ctx, "tools/mirror/remove")
		err = errors.Join(stopErr, removeErr)
	} else {
		_, err = w.command(ctx, "tools/bazel", "clean", "--expunge")
	}
	return errors.Join(err, removeAll(w.folder))
}

// removeAll also removes what Bazel has made read-only.
func removeAll(folder string) error {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return err
	})
	return errors.Join(err, os.RemoveAll(folder))
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
	command.Env = append(slices.DeleteFunc(os.Environ(), isPersonal), environment...)
	// An interrupt ends what the command has started, too.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.WaitDelay = 10 * time.Second
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	written, err := command.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, tail(written))
	}
	return string(written), err
}

// isPersonal tells settings by which the commands could end up at another daemon, or with other rules.
func isPersonal(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"BAZEL_MODULES_DIR", "BUILDX_BUILDER"}, name)
}

// git runs a command of git's, whoever the folder belongs to.
func git(ctx context.Context, folder string, args ...string) (string, error) {
	return output(ctx, folder, "git", append([]string{"-c", "safe.directory=*"}, args...)...)
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
