package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRunWritesReproducibleHeaders(t *testing.T) {
	folder := t.TempDir()
	program := writeFile(t, folder, "program", "run me", 0o750)
	text := writeFile(t, folder, "text", "read me", 0o600)
	output := filepath.Join(folder, "layer.tar")

	if err := run(output, []string{"/app.d/x=" + text, "/app/bank=" + program, "/app/etc/text=" + text}); err != nil {
		t.Fatal(err)
	}

	type entry struct {
		Name    string
		Type    byte
		Mode    int64
		Content string
	}
	var got []entry
	raw, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(bytes.NewReader(raw))
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, entry{header.Name, header.Typeflag, header.Mode, string(body)})
		if header.Uid != 0 || header.Gid != 0 || header.Uname != "" || header.Gname != "" || header.ModTime.Unix() != 0 || len(header.PAXRecords) != 0 {
			t.Errorf("%s: owner, time or PAX records are set: %+v", header.Name, header)
		}
	}
	want := []entry{
		{"app/", tar.TypeDir, 0o755, ""},
		{"app/bank", tar.TypeReg, 0o755, "run me"},
		{"app/etc/", tar.TypeDir, 0o755, ""},
		{"app/etc/text", tar.TypeReg, 0o644, "read me"},
		{"app.d/", tar.TypeDir, 0o755, ""},
		{"app.d/x", tar.TypeReg, 0o644, "read me"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	// Two blocks of zeros end the tar; other writers pad to 10,240 bytes.
	if want := 6*512 + 3*512 + 1024; len(raw) != want {
		t.Errorf("the tar has %d bytes, want %d", len(raw), want)
	}
}

func TestRunRefusesBadMappings(t *testing.T) {
	file := writeFile(t, t.TempDir(), "file", "", 0o644)
	for name, tt := range map[string]struct {
		mappings []string
		want     string
	}{
		"relative":         {[]string{"app/bank=" + file}, "clean absolute path"},
		"unclean":          {[]string{"/app/../bank=" + file}, "clean absolute path"},
		"no file":          {[]string{"/app/bank"}, "want /PATH/IN/IMAGE=FILE"},
		"twice":            {[]string{"/app/bank=" + file, "/app/bank=" + file}, "taken"},
		"file as a folder": {[]string{"/app=" + file, "/app/bank=" + file}, "/app is a file"},
		"folder as a file": {[]string{"/app/bank=" + file, "/app=" + file}, "taken"},
		"missing":          {[]string{"/app/bank=" + file + ".missing"}, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(filepath.Join(t.TempDir(), "layer.tar"), tt.mappings)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("run() = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func writeFile(t *testing.T, folder, name, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	return path
}
