package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/inspect"
)

func image(change func(*inspect.Image)) *inspect.Image {
	image := &inspect.Image{
		Reference:    "oci:a",
		ConfigDigest: "sha256:c0",
		Platform:     inspect.Platform{OS: "linux", Architecture: "amd64"},
		Config:       inspect.Config{Env: []string{"MODE=release"}},
		Files: map[string]filesystem.Entry{
			"/":         {Type: filesystem.Directory, Mode: 0o755},
			"/app":      {Type: filesystem.Directory, Mode: 0o755},
			"/app/bank": {Type: filesystem.Regular, Mode: 0o755, Size: 7, SHA256: "aa"},
			"/etc/x":    {Type: filesystem.Regular, Size: 4, SHA256: "bb"},
		},
		Layers: []inspect.Layer{{DiffID: "sha256:d0", Size: 4096}},
	}
	change(image)
	return image
}

func text(t *testing.T, a, b *inspect.Image, allowances ...string) string {
	t.Helper()
	var parsed []compare.Allowance
	for _, s := range allowances {
		allowance, err := compare.ParseAllowance(s)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, allowance)
	}
	var buffer bytes.Buffer
	if err := Text(&buffer, compare.Images(a, b, parsed)); err != nil {
		t.Fatal(err)
	}
	return buffer.String()
}

func TestText(t *testing.T) {
	b := image(func(i *inspect.Image) {
		i.Reference, i.ConfigDigest, i.ManifestDigest = "oci:b", "sha256:c1", "sha256:m1"
		i.Config = inspect.Config{Env: []string{"MODE="}, User: "\x1b[2J"}
		i.Files["/app/bank"] = filesystem.Entry{Type: filesystem.Regular, Mode: 0o644, Size: 9, SHA256: "ab"}
		delete(i.Files, "/etc/x")
		i.Files["/new"] = filesystem.Entry{Type: filesystem.Directory}
		i.Files["/new-file"] = filesystem.Entry{Type: filesystem.FIFO}
		i.Files["/new/a"] = filesystem.Entry{Type: filesystem.Directory}
		i.Files["/new/a/b"] = filesystem.Entry{Type: filesystem.Symlink}
		i.Layers = append(i.Layers, inspect.Layer{DiffID: "sha256:d1", Size: 1024})
	})
	got := text(t, image(func(*inspect.Image) {}), b, "layers", "content:/app/bank", "mtime")
	want := `different: 2 config fields, 6 files (3 allowed differences)

  config     env MODE   release → ""
  config     user       (none) → "\x1b[2J"
  /app/bank  mode       0755 → 0644
  /etc/x     only in A  regular file
  /new       only in B  directory, and 2 paths below
  /new-file  only in B  fifo

allowed:
  /app/bank  size     7 → 9
  /app/bank  sha256   aa → ab
  layers     layer 2  (none) → sha256:d1

platform  identical
config    different: 2 config fields
files     different: 6 files
layers    identical (1 layer allowed)

          oci:a                oci:b
platform  linux/amd64          linux/amd64
layers    1 layer, 4096 bytes  2 layers, 5120 bytes
files     4 paths, 11 bytes    7 paths, 9 bytes
config    sha256:c0            sha256:c1
manifest  (none)               sha256:m1
note: --allow mtime matched nothing
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTextIdentical(t *testing.T) {
	a := image(func(*inspect.Image) {})
	if got := text(t, a, a); !strings.HasPrefix(got, "identical\n\nplatform  identical\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestTextMany(t *testing.T) {
	b := image(func(i *inspect.Image) {
		for n := range 100 {
			i.Files[fmt.Sprintf("/file-%03d", n)] = filesystem.Entry{Type: filesystem.Regular}
		}
	})
	got := text(t, image(func(*inspect.Image) {}), b)
	if !strings.HasPrefix(got, "different: 100 files\n") || strings.Count(got, "/file-") != maxLines ||
		!strings.Contains(got, "… and 80 more") {
		t.Errorf("got\n%s", got)
	}
}
