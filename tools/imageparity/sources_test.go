package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// writeOCIArchive returns the tar of a layout.
func writeOCIArchive(t *testing.T, layout string) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "oci.tar"))
	check(t, err)
	w := tar.NewWriter(file)
	check(t, w.AddFS(os.DirFS(layout)))
	check(t, w.Close())
	check(t, file.Close())
	return file.Name()
}

// symlinked returns a copy of a layout whose files are symlinks, as in a sandbox of Bazel.
func symlinked(t *testing.T, layout string) string {
	t.Helper()
	folder := t.TempDir()
	check(t, filepath.WalkDir(layout, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(layout, path)
		check(t, err)
		check(t, os.MkdirAll(filepath.Dir(filepath.Join(folder, relative)), 0o700))
		return os.Symlink(path, filepath.Join(folder, relative))
	}))
	return folder
}

func writeDockerArchive(t *testing.T, image v1.Image) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "docker.tar")
	check(t, tarball.WriteToFile(file, tag(t, "example.com/bank:test"), image))
	return file
}

// writeUncompressedDockerArchive writes what docker save of old does: layers are not compressed, and
// one that occurs twice is a symlink.
func writeUncompressedDockerArchive(t *testing.T, image *testImage) string {
	t.Helper()
	config, err := image.build(t).RawConfigFile()
	check(t, err)
	entries := []*testEntry{file("config.json", string(config))}
	var names []string
	written := map[string]string{}
	for i, layer := range image.layers {
		name := fmt.Sprintf("%d/layer.tar", i)
		names = append(names, `"`+name+`"`)
		content := string(buildTar(t, layer))
		if first, ok := written[content]; ok {
			entries = append(entries, link(tar.TypeSymlink, name, "../"+first))
			continue
		}
		written[content] = name
		entries = append(entries, file(name, content))
	}
	manifest := `[{"Config":"config.json","RepoTags":null,"Layers":[` + strings.Join(names, ",") + `]}]`
	path := filepath.Join(t.TempDir(), "docker.tar")
	check(t, os.WriteFile(path, buildTar(t, append(entries, file("manifest.json", manifest))), 0o600))
	return path
}

// TestPlatformsOnOneSide compares indexes that are not there for the same platforms.
func TestPlatformsOnOneSide(t *testing.T) {
	write := func(architectures ...string) string {
		var images []v1.Image
		for _, architecture := range architectures {
			image := baseImage()
			image.config.Architecture = architecture
			images = append(images, image.build(t))
		}
		return writeLayout(t, images...)
	}
	result := runResult(t, exitDifferent, write("amd64", "arm64"), write("amd64", "s390x"))
	got := [][]string{{result.Platforms[0].Platform}, result.OnlyInA, result.OnlyInB}
	if diff := gocmp.Diff([][]string{{"linux/amd64"}, {"linux/arm64"}, {"linux/s390x"}}, got); diff != "" {
		t.Errorf("platforms (-want +got)\n%s", diff)
	}
	if !result.Platforms[0].Identical || result.A.CanonicalDigest != "" {
		t.Errorf("amd64 identical: %v, canonical digest %q", result.Platforms[0].Identical, result.A.CanonicalDigest)
	}
}

// startRegistry returns the address of a registry on loopback.
func startRegistry(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func tag(t *testing.T, s string) name.Tag {
	t.Helper()
	parsed, err := name.NewTag(s)
	check(t, err)
	return parsed
}

// TestSources reads the same image from everywhere: nothing may differ.
func TestSources(t *testing.T) {
	image := baseImage()
	image.layers = append(image.layers, nil) // Two layers are the same.
	built := image.build(t)
	directory := writeLayout(t, built)
	ociArchive, dockerArchive := writeOCIArchive(t, directory), writeDockerArchive(t, built)
	pushed := startRegistry(t) + "/simplebank/bank:test"
	check(t, remote.Write(tag(t, pushed), built))
	digest, err := built.Digest()
	check(t, err)

	for _, reference := range []string{
		directory, "oci:" + directory, symlinked(t, directory),
		ociArchive, "oci-archive:" + ociArchive,
		dockerArchive, "docker-archive:" + dockerArchive, "docker-archive:" + dockerArchive + ":example.com/bank:test",
		writeUncompressedDockerArchive(t, image),
		pushed, "docker://" + pushed, "docker://" + strings.TrimSuffix(pushed, ":test") + "@" + digest.String(),
	} {
		t.Run(reference, func(t *testing.T) {
			report := runJSON(t, exitIdentical, directory, reference)
			if report.A.ConfigDigest != report.B.ConfigDigest || report.B.ConfigDigest == "" {
				t.Errorf("config digest %q, want %q", report.B.ConfigDigest, report.A.ConfigDigest)
			}
			if got := report.B.ManifestDigest; got != "" && got != digest.String() {
				t.Errorf("manifest digest %q, want %q", got, digest)
			}
		})
	}
}

func TestDaemon(t *testing.T) {
	client := daemonClient(t)
	image := baseImage()
	built := image.build(t)
	const reference = "imageparity.invalid/test:roundtrip"
	archive := filepath.Join(t.TempDir(), "docker.tar")
	check(t, tarball.WriteToFile(archive, tag(t, reference), built))
	file, err := os.Open(archive)
	check(t, err)
	defer file.Close()
	call(t, client, http.MethodPost, "/images/load", file)
	t.Cleanup(func() { call(t, client, http.MethodDelete, "/images/"+reference, nil) })

	runJSON(t, exitIdentical, archive, "docker-daemon:"+reference)

	image.entry("app/bank").Mode = 0o700
	report := runJSON(t, exitDifferent, "docker-daemon:"+reference, writeLayout(t, image.build(t)))
	if got := describe(report.Differences); got[0] != "/app/bank mode: 0755 → 0700" {
		t.Errorf("got %q", got)
	}
	var stdout, stderr bytes.Buffer
	if exit := run([]string{archive, "docker-daemon:imageparity.invalid/missing"}, &stdout, &stderr); exit != exitError ||
		!strings.Contains(stderr.String(), "imageparity.invalid/missing:latest") {
		t.Errorf("missing image: exit code %d, %s", exit, &stderr)
	}
}

// daemonClient skips the test if there is no Docker daemon.
func daemonClient(t *testing.T) *http.Client {
	t.Helper()
	socket, isUnix := strings.CutPrefix(cmp.Or(os.Getenv("DOCKER_HOST"), "unix:///var/run/docker.sock"), "unix://")
	if !isUnix {
		t.Skip("DOCKER_HOST is no unix socket")
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}}
	t.Cleanup(client.CloseIdleConnections)
	response, err := client.Get("http://docker/_ping")
	if err != nil {
		t.Skipf("no Docker daemon answers: %v", err)
	}
	check(t, response.Body.Close())
	return client
}

func call(t *testing.T, client *http.Client, method, path string, body io.Reader) {
	t.Helper()
	request, err := http.NewRequest(method, "http://docker"+path, body)
	check(t, err)
	response, err := client.Do(request)
	check(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	check(t, err)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s: %s", method, path, response.Status, answer)
	}
}

// TestPlatform reads from an index of two platforms, nested as docker buildx does it.
func TestPlatform(t *testing.T) {
	amd := baseImage()
	arm := baseImage()
	arm.config.Architecture, arm.config.Variant = "arm64", "v8"
	var index v1.ImageIndex = empty.Index
	for _, image := range []*testImage{amd, arm} {
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add:        image.build(t),
			Descriptor: v1.Descriptor{Platform: image.config.Platform()},
		})
	}
	index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: empty.Image, Descriptor: v1.Descriptor{
		Platform:    &v1.Platform{OS: "unknown", Architecture: "unknown"},
		Annotations: map[string]string{"vnd.docker.reference.type": "attestation-manifest"},
	}})
	directory := t.TempDir()
	path, err := layout.Write(directory, empty.Index)
	check(t, err)
	check(t, path.AppendIndex(index))
	pushed := startRegistry(t) + "/simplebank/bank:test"
	check(t, remote.WriteIndex(tag(t, pushed), index))

	amdLayout, armLayout := writeLayout(t, amd.build(t)), writeLayout(t, arm.build(t))
	for _, source := range []string{directory, writeOCIArchive(t, directory), pushed} {
		runJSON(t, exitIdentical, source, amdLayout, "--platform", "linux/amd64")
		runJSON(t, exitIdentical, source, armLayout, "--platform", "linux/arm64")
		runJSON(t, exitIdentical, "--platform=linux/arm64/v8", source, armLayout)
		// A platform that one side lacks is a difference, unless others are asked for.
		if result := runResult(t, exitDifferent, source, armLayout); len(result.Platforms) != 1 || len(result.OnlyInA) != 1 {
			t.Errorf("%s: %d platforms compared, only in A %v", source, len(result.Platforms), result.OnlyInA)
		}
		// Of two with several, all are compared.
		result := runResult(t, exitIdentical, source, directory)
		if len(result.Platforms) != 2 || result.A.CanonicalDigest == "" || result.A.CanonicalDigest != result.B.CanonicalDigest {
			t.Errorf("%s: %d platforms, canonical digests %q and %q", source, len(result.Platforms), result.A.CanonicalDigest, result.B.CanonicalDigest)
		}
		var stdout, stderr bytes.Buffer
		exit := run([]string{"--platform", "linux/s390x", source, amdLayout}, &stdout, &stderr)
		if want := "available: linux/amd64, linux/arm64"; exit != exitError || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: exit code %d, want an error with %q\n%s", source, exit, want, &stderr)
		}
	}
}

// TestTag chooses one of two images for the same platform.
func TestTag(t *testing.T) {
	base, other := baseImage(), baseImage()
	other.config.Config.User = "1"
	directory := t.TempDir()
	path, err := layout.Write(directory, empty.Index)
	check(t, err)
	archive := filepath.Join(t.TempDir(), "docker.tar")
	images := map[name.Tag]v1.Image{}
	for version, image := range map[string]*testImage{"1": base, "2": other} {
		built := image.build(t)
		check(t, path.AppendImage(built, layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": version})))
		images[tag(t, "bank:"+version)] = built
	}
	check(t, tarball.MultiWriteToFile(archive, images))

	otherLayout := writeLayout(t, other.build(t))
	for _, reference := range []string{
		"oci:" + directory, "oci-archive:" + writeOCIArchive(t, directory), "docker-archive:" + archive + ":bank",
	} {
		runJSON(t, exitIdentical, reference+":2", otherLayout)
		runJSON(t, exitDifferent, reference+":1", otherLayout)
	}
	for reference, want := range map[string]string{
		directory:                              "2 images for platform linux/amd64",
		"oci:" + directory + ":3":              `no image has the tag "3"`,
		archive:                                "available: bank:",
		"docker-archive:" + archive + ":other": "no image other in the archive; available: bank:",
	} {
		var stdout, stderr bytes.Buffer
		if exit := run([]string{otherLayout, reference}, &stdout, &stderr); exit != exitError || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: exit code %d, want an error with %q\n%s", reference, exit, want, &stderr)
		}
	}
}

// TestTemporaryFiles looks at what is left.
func TestTemporaryFiles(t *testing.T) {
	archive := writeOCIArchive(t, writeLayout(t, baseImage().build(t)))
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	runJSON(t, exitIdentical, archive, archive)
	var stdout, stderr bytes.Buffer
	if exit := run([]string{archive, os.DevNull}, &stdout, &stderr); exit != exitError {
		t.Errorf("exit code %d", exit)
	}
	left, err := fs.Glob(os.DirFS(temporary), "*")
	check(t, err)
	if len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}
