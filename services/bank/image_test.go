package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// TestImagePush pushes the image, for both processors, to a registry process and pulls it back, and no more
// of it than it may have.
func TestImagePush(t *testing.T) {
	if os.Getenv("IMAGE_PUSH") == "" {
		t.Skip("the image is Bazel's: tools/bazel test //services/bank:bank_test")
	}
	repository := startRegistry(t) + "/bank"

	push := exec.Command(runfile(t, "IMAGE_PUSH"), "--repository", repository, "--tag", "v1", "--tag", "latest")
	push.Stderr = os.Stderr
	output, err := push.Output()
	if err != nil {
		t.Fatalf("push: %v", err)
	}
	digest := layoutDigest(t, runfile(t, "IMAGE_INDEX"))
	if want := repository + "@" + digest; !strings.Contains(string(output), want) {
		t.Errorf("push printed %q, want %s", output, want)
	}

	for _, tag := range []string{"v1", "latest"} {
		reference, err := name.NewTag(repository + ":" + tag)
		if err != nil {
			t.Fatal(err)
		}
		index, err := remote.Index(reference)
		if err != nil {
			t.Fatalf("pull %s: %v", reference, err)
		}
		pulled, err := index.Digest()
		if err != nil {
			t.Fatal(err)
		}
		if pulled.String() != digest {
			t.Errorf("%s is %s, want %s", reference, pulled, digest)
		}
		if err := validate.Index(index); err != nil {
			t.Errorf("%s: %v", reference, err)
		}
		checkSizes(t, index)
	}
}

// The most that the layers of an image for one processor may have.
const (
	maxCompressedBytes = 4_500_000
	maxBytes           = 12_000_000
)

// checkSizes checks the image for each processor.
func checkSizes(t *testing.T, index v1.ImageIndex) {
	t.Helper()
	images, err := partial.FindImages(index, func(d v1.Descriptor) bool { return d.MediaType.IsImage() })
	if err != nil {
		t.Fatal(err)
	}
	if len(images) != 2 {
		t.Errorf("there are %d images, want one for each of 2 processors", len(images))
	}
	for _, image := range images {
		checkSize(t, image)
	}
}

func checkSize(t *testing.T, image v1.Image) {
	t.Helper()
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	var compressed, plain int64
	for _, layer := range layers {
		size, err := layer.Size()
		if err != nil {
			t.Fatal(err)
		}
		compressed += size
		content, err := layer.Uncompressed()
		if err != nil {
			t.Fatal(err)
		}
		size, err = io.Copy(io.Discard, content)
		if err := errors.Join(err, content.Close()); err != nil {
			t.Fatal(err)
		}
		plain += size
	}
	t.Logf("%s: %d bytes, %d compressed", config.Architecture, plain, compressed)
	if plain > maxBytes || compressed > maxCompressedBytes {
		t.Errorf("%s: %d bytes, %d compressed; at most %d and %d may be", config.Architecture, plain, compressed, maxBytes, maxCompressedBytes)
	}
}

// TestImagePushNeedsRepository shows that nothing is guessed.
func TestImagePushNeedsRepository(t *testing.T) {
	if os.Getenv("IMAGE_PUSH") == "" {
		t.Skip("the image is Bazel's: tools/bazel test //services/bank:bank_test")
	}
	output, err := exec.Command(runfile(t, "IMAGE_PUSH"), "--tag", "v1").CombinedOutput()
	if err == nil || !strings.Contains(string(output), "--repository") {
		t.Errorf("push without a repository: %v, %s; want an error that names --repository", err, output)
	}
}

// startRegistry runs go-containerregistry's registry for as long as the test, and returns HOST:PORT.
func startRegistry(t *testing.T) string {
	t.Helper()
	registry := exec.Command(runfile(t, "REGISTRY"), "-port", "0")
	stderr, err := registry.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := registry.Start(); err != nil {
		t.Fatalf("start registry: %v", err)
	}
	t.Cleanup(func() {
		_ = registry.Process.Kill()
		_ = registry.Wait()
	})
	serving := regexp.MustCompile(`serving on port (\d+)`)
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if match := serving.FindStringSubmatch(lines.Text()); match != nil {
			go func() {
				for lines.Scan() { // It logs every request, and would stop at a full pipe.
				}
			}()
			return "localhost:" + match[1]
		}
	}
	t.Fatalf("the registry does not serve: %v", lines.Err())
	return ""
}

// layoutDigest returns the digest of the one manifest in an OCI layout.
func layoutDigest(t *testing.T, folder string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index struct{ Manifests []struct{ Digest string } }
	if err := json.Unmarshal(content, &index); err != nil {
		t.Fatal(err)
	}
	if len(index.Manifests) != 1 {
		t.Fatalf("%s has %d manifests, want 1", folder, len(index.Manifests))
	}
	return index.Manifests[0].Digest
}

// runfile returns the path of the runfile whose location a variable holds.
func runfile(t *testing.T, variable string) string {
	t.Helper()
	path, err := runfiles.Rlocation(os.Getenv(variable))
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return path
}
