package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// testImage is what an image is built from. Tests change copies of it.
type testImage struct {
	layers [][]*testEntry
	config v1.ConfigFile
}

type testEntry struct {
	tar.Header
	content string
}

func newEntry(kind byte, name string, mode int64, content string) *testEntry {
	header := tar.Header{
		Typeflag: kind, Name: name, Mode: mode, Size: int64(len(content)),
		ModTime: time.Unix(1_700_000_000, 0), Format: tar.FormatPAX, PAXRecords: map[string]string{},
	}
	return &testEntry{header, content}
}

func file(name, content string) *testEntry { return newEntry(tar.TypeReg, name, 0o644, content) }

func directory(name string) *testEntry { return newEntry(tar.TypeDir, name, 0o755, "") }

func link(kind byte, name, target string) *testEntry {
	e := newEntry(kind, name, 0o644, "")
	e.Linkname = target
	return e
}

func baseImage() *testImage {
	null := newEntry(tar.TypeChar, "dev/null", 0o666, "")
	null.Devmajor, null.Devminor = 1, 3
	bank := newEntry(tar.TypeReg, "app/bank", 0o755, "program")
	bank.PAXRecords["SCHILY.xattr.user.note"] = "signed"
	return &testImage{
		layers: [][]*testEntry{
			{
				directory("dev"), null,
				directory("etc"), file("etc/group", "root"), link(tar.TypeLink, "etc/group-", "etc/group"),
			},
			{}, // As "WORKDIR /" and the like leave behind.
			{directory("app"), bank, link(tar.TypeSymlink, "app/current", "bank")},
		},
		config: v1.ConfigFile{
			OS: "linux", Architecture: "amd64",
			Config: v1.Config{
				Env:          []string{"PATH=/app", "MODE=release"},
				Entrypoint:   []string{"/app/bank"},
				Cmd:          []string{"serve"},
				User:         "65532:65532",
				WorkingDir:   "/app",
				ExposedPorts: map[string]struct{}{"8080/tcp": {}},
				Volumes:      map[string]struct{}{"/data": {}},
				Labels:       map[string]string{"version": "1"},
				StopSignal:   "SIGTERM",
				Healthcheck:  &v1.HealthConfig{Test: []string{"CMD", "/app/bank", "health"}, Interval: time.Second},
			},
		},
	}
}

// entry returns the one with the name, to be changed.
func (i *testImage) entry(name string) *testEntry {
	for _, layer := range i.layers {
		for _, entry := range layer {
			if entry.Name == name {
				return entry
			}
		}
	}
	panic("no entry " + name)
}

func (i *testImage) remove(name string) {
	for n := range i.layers {
		i.layers[n] = slices.DeleteFunc(i.layers[n], func(e *testEntry) bool { return e.Name == name })
	}
}

// add puts entries into the last layer.
func (i *testImage) add(entries ...*testEntry) {
	last := len(i.layers) - 1
	i.layers[last] = append(i.layers[last], entries...)
}

func (i *testImage) build(t *testing.T) v1.Image {
	t.Helper()
	var layers []v1.Layer
	for _, entries := range i.layers {
		content := buildTar(t, entries)
		layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(content)), nil
		})
		check(t, err)
		layers = append(layers, layer)
	}
	image, err := mutate.AppendLayers(empty.Image, layers...)
	check(t, err)
	built, err := image.ConfigFile()
	check(t, err)
	config := i.config.DeepCopy()
	config.RootFS = built.RootFS
	image, err = mutate.ConfigFile(image, config)
	check(t, err)
	return image
}

func buildTar(t *testing.T, entries []*testEntry) []byte {
	t.Helper()
	var buffer bytes.Buffer
	w := tar.NewWriter(&buffer)
	for _, e := range entries {
		header := e.Header
		header.PAXRecords = maps.Clone(header.PAXRecords)
		check(t, w.WriteHeader(&header))
		_, err := io.WriteString(w, e.content)
		check(t, err)
	}
	check(t, w.Close())
	return buffer.Bytes()
}

// writeLayout returns the directory of an OCI layout with the images.
func writeLayout(t *testing.T, images ...v1.Image) string {
	t.Helper()
	directory := t.TempDir()
	path, err := layout.Write(directory, empty.Index)
	check(t, err)
	for _, image := range images {
		check(t, path.AppendImage(image))
	}
	return directory
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sha256Hex(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}
