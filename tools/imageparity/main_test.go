package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"

	"example.com/simplebank/tools/imageparity/compare"
)

func TestUsage(t *testing.T) {
	noTar := filepath.Join(t.TempDir(), "no-tar")
	check(t, os.WriteFile(noTar, bytes.Repeat([]byte("no tar"), 1000), 0o600))
	for _, test := range []struct {
		name     string
		args     []string
		wantExit int
		want     string
	}{
		{"help", []string{"--help"}, exitIdentical, "Usage: imageparity [compare] [flags] IMAGE_A IMAGE_B"},
		{"no image", nil, exitError, "two images are needed, 0 given"},
		{"three images", []string{"a", "b", "c"}, exitError, "two images are needed, 3 given"},
		{"unknown flag", []string{"--quiet", "a", "b"}, exitError, "flag provided but not defined: -quiet"},
		{"unknown class", []string{"a", "b", "--allow", "mode"}, exitError, "unknown class; classes: mtime, layers, content:PATH"},
		{"content without path", []string{"--allow", "content", "a", "b"}, exitError, "content needs an absolute path"},
		{"relative path", []string{"--allow", "content:app/bank", "a", "b"}, exitError, "content needs an absolute path"},
		{"mtime with path", []string{"--allow", "mtime:/app", "a", "b"}, exitError, "unknown class"},
		{"platform", []string{"--platform", "amd64", "a", "b"}, exitError, "accepted is OS/ARCH[/VARIANT][:OS.VERSION]"},
		{"platform twice", []string{"--platform", "linux/arm64", "--platform", "linux/arm64", "a", "b"}, exitError, "is given twice"},
		{"statement without name", []string{"--name", "", "a", "b"}, exitError, "--name needs a name"},
		{"no image there", []string{"oci:" + filepath.Join(t.TempDir(), "x"), "b"}, exitError, "is no OCI image layout"},
		{"scheme without path", []string{"oci:", "b"}, exitError, "no path after oci:"},
		{"no file there", []string{"./missing.tar", "b"}, exitError, "image ./missing.tar: stat ./missing.tar: no such file"},
		{"unknown scheme", []string{"dir:/x", "b"}, exitError, `unknown transport "dir"; accepted are:`},
		{"bad reference", []string{"Not/A/Reference", "b"}, exitError, "docker-archive:FILE"},
		{"no tar", []string{noTar, "b"}, exitError, "uncompressed tar"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			exit := run(test.args, &stdout, &stderr)
			output := &stderr
			if test.wantExit == exitIdentical {
				output = &stdout
			}
			if exit != test.wantExit || !strings.Contains(output.String(), test.want) {
				t.Errorf("exit code %d, want %d with %q\n%s", exit, test.wantExit, test.want, output)
			}
		})
	}
}

func TestAllow(t *testing.T) {
	changed := baseImage()
	changed.entry("app/bank").content = "prograM"
	changed.entry("app").ModTime = changed.entry("app").ModTime.Add(1)
	a, b := writeLayout(t, baseImage().build(t)), writeLayout(t, changed.build(t))
	const mtime = "/app mtime: 2023-11-14T22:13:20Z → 2023-11-14T22:13:20.000000001Z"
	for _, test := range []struct {
		name      string
		allow     []string
		wantExit  int
		want      []string
		wantNotes []string
	}{
		{"nothing", nil, exitDifferent, []string{mtime, "/app/bank sha256: digest → digest", "layer 3"}, []string{}},
		{"all", []string{"mtime", "layers", "content:/app/bank"}, exitIdentical,
			[]string{mtime + " (mtime)", "/app/bank sha256: digest → digest (content:/app/bank)", "layer 3 (layers)"}, []string{}},
		{"some", []string{"mtime", "layers"}, exitDifferent,
			[]string{mtime + " (mtime)", "/app/bank sha256: digest → digest", "layer 3 (layers)"}, []string{}},
		{"another path", []string{"content:/app"}, exitDifferent,
			[]string{mtime, "/app/bank sha256: digest → digest", "layer 3"}, []string{"--allow content:/app matched nothing"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			args := []string{a, b}
			for _, class := range test.allow {
				args = append(args, "--allow", class)
			}
			report := runJSON(t, test.wantExit, args...)
			if diff := gocmp.Diff(test.want, describe(report.Differences)); diff != "" {
				t.Errorf("differences (-want +got)\n%s", diff)
			}
			if diff := gocmp.Diff(test.wantNotes, report.Notes); diff != "" {
				t.Errorf("notes (-want +got)\n%s", diff)
			}
		})
	}
}

func TestOutput(t *testing.T) {
	directory := writeLayout(t, baseImage().build(t))
	file := filepath.Join(t.TempDir(), "report.json")
	var stdout, stderr bytes.Buffer
	if exit := run([]string{"-o", file, directory, directory}, &stdout, &stderr); exit != exitIdentical {
		t.Errorf("exit code %d\n%s", exit, &stderr)
	}
	if !strings.HasPrefix(stdout.String(), "identical\n") {
		t.Errorf("printed\n%s", &stdout)
	}
	content, err := os.ReadFile(file)
	check(t, err)
	var result compare.Result
	check(t, json.Unmarshal(content, &result))
	if !result.Identical || result.A.Name != directory {
		t.Errorf("wrote %s", content)
	}
	if exit := run([]string{directory, directory, "--output", t.TempDir()}, &stdout, &stderr); exit != exitError {
		t.Errorf("output to a directory: exit code %d", exit)
	}
}

// TestMalformed changes an image after it was built, or builds one that cannot be read.
func TestMalformed(t *testing.T) {
	blob := func(t *testing.T, directory string, digest v1.Hash, err error) string {
		t.Helper()
		check(t, err)
		return filepath.Join(directory, "blobs", digest.Algorithm, digest.Hex)
	}
	// corrupt changes the last byte.
	corrupt := func(t *testing.T, file string) {
		t.Helper()
		content, err := os.ReadFile(file)
		check(t, err)
		content[len(content)-1] ^= 1
		check(t, os.WriteFile(file, content, 0o600))
	}
	layerBlob := func(t *testing.T, image v1.Image, directory string) string {
		t.Helper()
		layers, err := image.Layers()
		check(t, err)
		digest, err := layers[2].Digest()
		return blob(t, directory, digest, err)
	}
	for _, test := range []struct {
		name string
		make func(*testing.T) string
		want []string
	}{
		{"blob digest", func(t *testing.T) string {
			image := baseImage().build(t)
			directory := writeLayout(t, image)
			corrupt(t, layerBlob(t, image, directory))
			return directory
		}, []string{"layer 3 of 3", "digest mismatch: want sha256:"}},
		{"truncated blob", func(t *testing.T) string {
			image := baseImage().build(t)
			directory := writeLayout(t, image)
			check(t, os.Truncate(layerBlob(t, image, directory), 30))
			return directory
		}, []string{"layer 3 of 3", "digest mismatch: want sha256:"}},
		{"missing blob", func(t *testing.T) string {
			image := baseImage().build(t)
			directory := writeLayout(t, image)
			check(t, os.Remove(layerBlob(t, image, directory)))
			return directory
		}, []string{"layer 3 of 3", "no such file"}},
		{"manifest digest", func(t *testing.T) string {
			image := baseImage().build(t)
			directory := writeLayout(t, image)
			digest, err := image.Digest()
			file := blob(t, directory, digest, err)
			content, err := os.ReadFile(file)
			check(t, err)
			check(t, os.WriteFile(file, append(content, '\n'), 0o600))
			return directory
		}, []string{"manifest: digest mismatch"}},
		{"config digest", func(t *testing.T) string {
			image := baseImage().build(t)
			directory := writeLayout(t, image)
			digest, err := image.ConfigName()
			file := blob(t, directory, digest, err)
			content, err := os.ReadFile(file)
			check(t, err)
			check(t, os.WriteFile(file, append(content, '\n'), 0o600))
			return directory
		}, []string{"config: digest mismatch"}},
		{"diff ID", func(t *testing.T) string {
			image := baseImage()
			archive := writeUncompressedDockerArchive(t, image)
			content, err := os.ReadFile(archive)
			check(t, err)
			check(t, os.WriteFile(archive, bytes.Replace(content, []byte("program"), []byte("prograM"), 1), 0o600))
			return archive
		}, []string{"layer 3 of 3", "diff ID mismatch: want sha256:"}},
		{"fewer diff IDs than layers", func(t *testing.T) string {
			image := baseImage().build(t)
			config, err := image.ConfigFile()
			check(t, err)
			config.RootFS.DiffIDs = config.RootFS.DiffIDs[:2]
			image, err = mutate.ConfigFile(image, config)
			check(t, err)
			return writeLayout(t, image)
		}, []string{"2 diff IDs for 3 layers"}},
		{"path traversal", func(t *testing.T) string {
			image := baseImage()
			image.add(file("../escaped", ""))
			return writeLayout(t, image.build(t))
		}, []string{"layer 3 of 3", `"../escaped": path traversal`}},
		{"hard link to nothing", func(t *testing.T) string {
			image := baseImage()
			image.entry("etc/group-").Linkname = "nothing"
			return writeLayout(t, image.build(t))
		}, []string{"layer 1 of 3", `hard link to "/nothing", which does not exist`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			reference := test.make(t)
			var stdout, stderr bytes.Buffer
			if exit := run([]string{reference, reference}, &stdout, &stderr); exit != exitError {
				t.Errorf("exit code %d\n%s", exit, &stdout)
			}
			for _, want := range append(test.want, "image "+reference) {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("want an error with %q, got\n%s", want, &stderr)
				}
			}
		})
	}
}
