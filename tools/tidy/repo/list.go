package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// list returns the paths of all files that are tracked or could be.
func list(dir string) ([]string, error) {
	if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
		if git, err := exec.LookPath("git"); err == nil {
			return listGit(git, dir)
		}
	}
	return listWalk(dir)
}

func listGit(git, dir string) ([]string, error) {
	// safe.directory: in a sandbox or a container the checkout may belong to
	// another user. Listing runs none of its hooks.
	cmd := exec.Command(git, "-c", "safe.directory=*", "-C", dir,
		"ls-files", "-z", "--cached", "--others", "--exclude-standard")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return nil, fmt.Errorf("git ls-files: %w", err)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }), nil
}

// listWalk stands in for git where there is none.
func listWalk(dir string) ([]string, error) {
	ignored, err := readIgnore(dir)
	if err != nil {
		return nil, err
	}
	var paths []string
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case rel == ".":
			return nil
		case rel == ".git" || ignored.match(rel):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.Type().IsRegular():
			paths = append(paths, rel)
		}
		return nil
	})
	return paths, err
}

// ignore holds the patterns of the root's .gitignore.
type ignore []string

// readIgnore refuses what it does not understand: a pattern passed over would
// make the list depend on whether git is there.
func readIgnore(dir string) (ignore, error) {
	data, err := os.ReadFile(filepath.Join(dir, ".gitignore"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var patterns ignore
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern := strings.TrimSuffix(line, "/")
		if strings.HasPrefix(line, "!") || strings.Contains(pattern[1:], "/") {
			return nil, fmt.Errorf(".gitignore: %q: only /name and name are understood without git", line)
		}
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, fmt.Errorf(".gitignore: %q: %w", line, err)
		}
		patterns = append(patterns, pattern)
	}
	return patterns, nil
}

func (patterns ignore) match(rel string) bool {
	for _, pattern := range patterns {
		name := path.Base(rel)
		if strings.HasPrefix(pattern, "/") {
			name = "/" + rel
		}
		if ok, _ := path.Match(pattern, name); ok {
			return true
		}
	}
	return false
}
