package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// runCanonicalizeTo returns the digest that is printed.
func runCanonicalizeTo(t *testing.T, folder string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if exit := run(append([]string{"canonicalize", "-o", folder}, args...), &stdout, &stderr); exit != exitIdentical {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	return strings.TrimSpace(stdout.String())
}

func canonicalDigest(t *testing.T, args ...string) string {
	t.Helper()
	return runCanonicalizeTo(t, filepath.Join(t.TempDir(), "canonical"), args...)
}

// TestCanonicalizeReduces dresses one image up in what builders add: the form is the same.
func TestCanonicalizeReduces(t *testing.T) {
	built := baseImage().build(t)
	want := canonicalDigest(t, writeLayout(t, built))

	dressed := baseImage()
	dressed.config.Author = "somebody"
	dressed.config.Created = v1.Time{Time: dressed.entry("app").ModTime}
	dressed.config.History = []v1.History{{CreatedBy: "COPY"}, {CreatedBy: "USER", EmptyLayer: true}}
	dressed.config.Config.Hostname, dressed.config.Config.ArgsEscaped = "builder", true
	dockerTypes := mutate.ConfigMediaType(mutate.MediaType(dressed.build(t), types.DockerManifestSchema2), types.DockerConfigJSON)
	pushed := startRegistry(t) + "/simplebank/bank:test"
	check(t, remote.Write(tag(t, pushed), built))
	again := filepath.Join(t.TempDir(), "again")
	if got := runCanonicalizeTo(t, again, pushed); got != want {
		t.Errorf("from a registry: %s, want %s", got, want)
	}
	for name, reference := range map[string]string{
		"Docker's types":      writeLayout(t, dockerTypes),
		"docker save":         writeDockerArchive(t, dressed.build(t)),
		"not compressed":      writeUncompressedDockerArchive(t, dressed),
		"the canonical form":  again,
		"tar of the same":     writeOCIArchive(t, again),
		"oci: and the folder": "oci:" + again,
	} {
		if got := canonicalDigest(t, reference); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	changed := baseImage()
	changed.config.Config.User = "1"
	if got := canonicalDigest(t, writeLayout(t, changed.build(t))); got == want {
		t.Error("another user: the same canonical form")
	}
	// Some runtimes read them.
	annotated := mutate.Annotations(built, map[string]string{"run.oci.handler": "wasm"}).(v1.Image)
	if got := canonicalDigest(t, writeLayout(t, annotated)); got == want {
		t.Error("an annotation: the same canonical form")
	}
	if got := describe(runJSON(t, exitDifferent, writeLayout(t, built), writeLayout(t, annotated)).Differences); len(got) != 1 || got[0] != "config annotation run.oci.handler: none → wasm" {
		t.Errorf("an annotation: %q", got)
	}
}

// TestCanonicalizeWritesLayout reads the layout with other eyes, and pins the digest.
func TestCanonicalizeWritesLayout(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "canonical")
	digest := runCanonicalizeTo(t, folder, writeLayout(t, baseImage().build(t)))
	const want = "sha256:ac9b3f1ca26e6db87305dab2006291026512441a7aa4b1e9aa6b6b9ab70c276a"
	if digest != want {
		t.Errorf("the form is another one than it was: %s, want %s (see docs/canonical-image.md)", digest, want)
	}
	index, err := layout.ImageIndexFromPath(folder)
	check(t, err)
	check(t, validate.Index(index))
	hash, err := v1.NewHash(digest)
	check(t, err)
	image, err := index.Image(hash)
	check(t, err)
	check(t, validate.Image(image))
	config, err := image.ConfigFile()
	check(t, err)
	if config.Config.User != "65532:65532" || len(config.History) > 0 {
		t.Errorf("config: %+v", config)
	}
}

func TestCanonicalizeIndex(t *testing.T) {
	amd, arm := baseImage(), baseImage()
	arm.config.Architecture = "arm64"
	forward := writeLayout(t, amd.build(t), arm.build(t))
	folder := filepath.Join(t.TempDir(), "canonical")
	digest := runCanonicalizeTo(t, folder, forward)
	if got := canonicalDigest(t, writeLayout(t, arm.build(t), amd.build(t))); got != digest {
		t.Errorf("images in another order: %s, want %s", got, digest)
	}
	content, err := os.ReadFile(filepath.Join(folder, "blobs", "sha256", strings.TrimPrefix(digest, "sha256:")))
	check(t, err)
	var index v1.IndexManifest
	check(t, json.Unmarshal(content, &index))
	if len(index.Manifests) != 2 || index.Manifests[0].Platform.String() != "linux/amd64" || index.Manifests[1].Platform.String() != "linux/arm64" {
		t.Errorf("index: %s", content)
	}
	// One of them is what it is alone.
	if got, want := canonicalDigest(t, forward, "--platform", "linux/arm64"), canonicalDigest(t, writeLayout(t, arm.build(t))); got != want || got != index.Manifests[1].Digest.String() {
		t.Errorf("arm64 of the index: %s, alone: %s, in the canonical index: %s", got, want, index.Manifests[1].Digest)
	}
}

func TestCanonicalizeUsage(t *testing.T) {
	full := t.TempDir()
	check(t, os.WriteFile(filepath.Join(full, "mine"), []byte("x"), 0o600))
	image := writeLayout(t, baseImage().build(t))
	corrupt := writeLayout(t, baseImage().build(t))
	blobs, err := filepath.Glob(filepath.Join(corrupt, "blobs", "sha256", "*"))
	check(t, err)
	for _, blob := range blobs {
		content, err := os.ReadFile(blob)
		check(t, err)
		if content[0] == 0x1f {
			check(t, os.WriteFile(blob, content[:len(content)-1], 0o600))
		}
	}
	untouched := filepath.Join(t.TempDir(), "untouched")
	for _, test := range []struct {
		name     string
		args     []string
		wantExit int
		want     string
	}{
		{"help", []string{"--help"}, exitIdentical, "Usage: imageparity canonicalize"},
		{"no image", []string{"-o", "x"}, exitError, "one image is needed, 0 given"},
		{"no output", []string{image}, exitError, "--output is needed"},
		{"output has files", []string{image, "-o", full}, exitError, "is not empty"},
		{"no such image", []string{"oci:" + filepath.Join(full, "none"), "-o", untouched}, exitError, "is no OCI image layout"},
		{"corrupt layer", []string{corrupt, "-o", untouched}, exitError, "layer 1 of 3"},
		{"corrupt layer, folder is there", []string{corrupt, "-o", t.TempDir()}, exitError, "layer 1 of 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			exit := run(append([]string{"canonicalize"}, test.args...), &stdout, &stderr)
			if output := stdout.String() + stderr.String(); exit != test.wantExit || !strings.Contains(output, test.want) {
				t.Errorf("exit code %d, want %d with %q\n%s", exit, test.wantExit, test.want, output)
			}
			folder := test.args[len(test.args)-1]
			if entries, err := os.ReadDir(folder); err == nil && folder != full && folder != image && len(entries) > 0 {
				t.Errorf("left behind: %v", entries)
			}
		})
	}
	if _, err := os.Stat(untouched); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
}
