package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestCacheKeeps(t *testing.T) {
	if _, err := exec.LookPath("nginx"); err != nil {
		if _, _, err := startCache(context.Background(), t.TempDir()); err == nil {
			t.Error("a cache has started without nginx")
		}
		return
	}
	folder := filepath.Join(t.TempDir(), "cache")
	d, _, err := startCache(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "files", "ac", "probe")); err != nil {
		t.Error(err)
	}
}
