package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// listed is an image and what an index says of it.
type listed struct {
	image       v1.Image
	platform    string
	annotations map[string]string
}

// writeIndex returns the layout of an index that says just that.
func writeIndex(t *testing.T, all ...listed) string {
	t.Helper()
	var index v1.ImageIndex = empty.Index
	for _, l := range all {
		descriptor := v1.Descriptor{Annotations: l.annotations}
		if l.platform != "" {
			var err error
			descriptor.Platform, err = v1.ParsePlatform(l.platform)
			check(t, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: l.image, Descriptor: descriptor})
	}
	directory := t.TempDir()
	path, err := layout.Write(directory, empty.Index)
	check(t, err)
	check(t, path.AppendIndex(index))
	return directory
}

// unknownType has the index of a layout say that its first image is something else.
func unknownType(t *testing.T, directory string) string {
	t.Helper()
	file := filepath.Join(directory, "index.json")
	content, err := os.ReadFile(file)
	check(t, err)
	changed := bytes.Replace(content, []byte(types.DockerManifestSchema2), []byte("application/x"), 1)
	if bytes.Equal(changed, content) {
		t.Fatalf("no such type in %s", content)
	}
	check(t, os.WriteFile(file, changed, 0o600))
	return directory
}

func imageFor(t *testing.T, architecture, variant, user string) v1.Image {
	t.Helper()
	image := baseImage()
	image.config.Architecture, image.config.Variant, image.config.Config.User = architecture, variant, user
	return image.build(t)
}

// TestIndexThatLies: a runtime goes by the index, and may run another image than the one that looks right.
func TestIndexThatLies(t *testing.T) {
	amd, arm, evil := imageFor(t, "amd64", "", "1"), imageFor(t, "arm64", "", "1"), imageFor(t, "amd64", "", "0")
	honest := writeIndex(t, listed{image: amd, platform: "linux/amd64"}, listed{image: arm, platform: "linux/arm64"})
	file := writeStatementOf(t, honest, honest, exitIdentical)
	for _, test := range []struct {
		name, layout string
		wantExit     int
		want         string
	}{
		{"honest", honest, exitIdentical, "verified"},
		{"usual variants named", writeIndex(t, listed{image: amd, platform: "linux/amd64/v1"}, listed{image: arm, platform: "linux/arm64/v8"}), exitIdentical, "verified"},
		{"attestation", writeIndex(t,
			listed{image: evil, platform: "unknown/unknown", annotations: map[string]string{"vnd.docker.reference.type": "attestation-manifest"}},
			listed{image: amd, platform: "linux/amd64"}, listed{image: arm, platform: "linux/arm64"}), exitIdentical, "verified"},
		{"swapped", writeIndex(t, listed{image: arm, platform: "linux/amd64"}, listed{image: amd, platform: "linux/arm64"}), exitError, "is for linux/amd64, its config that it is for linux/arm64"},
		{"attestation for a platform", writeIndex(t,
			listed{image: evil, platform: "linux/amd64", annotations: map[string]string{"vnd.docker.reference.type": "attestation-manifest"}},
			listed{image: amd, platform: "linux/amd64"}, listed{image: arm, platform: "linux/arm64"}), exitError, "two images for the platform linux/amd64"},
		{"unknown type", unknownType(t, writeLayout(t, evil, amd, arm)), exitError, "neither image nor index"},
		{"one less", writeIndex(t, listed{image: amd, platform: "linux/amd64"}), exitIdentical, "(linux/amd64)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			exit := run([]string{"verify", file, "--image", test.layout}, &stdout, &stderr)
			if output := stdout.String() + stderr.String(); exit != test.wantExit || !strings.Contains(output, test.want) {
				t.Errorf("exit code %d, want %d with %q\n%s", exit, test.wantExit, test.want, output)
			}
		})
	}
}

// TestVariants: a platform that is one of several like it can be had.
func TestVariants(t *testing.T) {
	plain, v3 := imageFor(t, "amd64", "", "1"), imageFor(t, "amd64", "v3", "1")
	both := writeIndex(t, listed{image: plain, platform: "linux/amd64"}, listed{image: v3, platform: "linux/amd64/v3"})
	if result := runResult(t, exitIdentical, both, both); len(result.Platforms) != 2 {
		t.Errorf("%d platforms were compared, want 2", len(result.Platforms))
	}
	for platform, image := range map[string]v1.Image{"linux/amd64": plain, "linux/amd64/v3": v3} {
		if got, want := canonicalDigest(t, both, "--platform", platform), canonicalDigest(t, writeLayout(t, image)); got != want {
			t.Errorf("%s: %s, want %s", platform, got, want)
		}
	}
}

// TestPlatformOfSingle: what is asked for is looked at also if there is nothing else.
func TestPlatformOfSingle(t *testing.T) {
	layout := writeLayout(t, baseImage().build(t))
	for _, args := range [][]string{
		{"--platform", "linux/s390x", layout, layout},
		{"canonicalize", "--platform", "linux/s390x", layout, "-o", filepath.Join(t.TempDir(), "x")},
		{"push", "--platform", "linux/s390x", layout, "--repository", "localhost:1/x"},
	} {
		var stdout, stderr bytes.Buffer
		if exit := run(args, &stdout, &stderr); exit != exitError || !strings.Contains(stderr.String(), "no image for platform linux/s390x; available: linux/amd64") {
			t.Errorf("%v: exit code %d\n%s", args, exit, &stderr)
		}
	}
}
