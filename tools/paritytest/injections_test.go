package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

// TestInjectionsApply holds the injections against the files as they are: to run them all takes half an
// hour, and one whose place has changed would only be seen at the end of it.
func TestInjectionsApply(t *testing.T) {
	w := &workplace{checkout: checkout(t)}
	versions, err := w.goVersions()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range injections {
		t.Run(i.class, func(t *testing.T) {
			folder := t.TempDir()
			for _, e := range i.edits {
				target := filepath.Join(folder, e.file)
				if _, err := os.Stat(target); err != nil && e.old != "" {
					if err := copyFile(target, filepath.Join(w.checkout, e.file)); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, e := range i.edits {
				if _, err := (edit{e.file, versions.Replace(e.old), versions.Replace(e.new)}).apply(folder); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// checkout returns the folder of the root's go.mod, whose runfile is a link into the checkout.
func checkout(t *testing.T) string {
	t.Helper()
	name := os.Getenv("PARITYTEST_WORKSPACE_FILE")
	if name == "" {
		return filepath.Join("..", "..")
	}
	file, err := runfiles.Rlocation(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err = filepath.EvalSymlinks(file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(file)
}
