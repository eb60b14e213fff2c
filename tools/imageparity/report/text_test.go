package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/inspect"
	"example.com/simplebank/tools/imageparity/layertar"
)

// longDigest is one of those that digest returns.
var longDigest = regexp.MustCompile(`(\w)\w{63}`)

// text returns the text report, with digests shortened to a character and a star.
func text(t *testing.T, r *compare.Result) string {
	t.Helper()
	var buffer bytes.Buffer
	if err := Text(&buffer, r); err != nil {
		t.Fatal(err)
	}
	return longDigest.ReplaceAllString(buffer.String(), "$1*")
}

func TestTextIdentical(t *testing.T) {
	want := `identical

reference         A  oci:bazel-bin/image
                  B  docker-daemon:bank:latest
canonical digest  sha256:c*

platform  identical
config    identical
files     identical
layers    identical

platform          linux/amd64
program           /app/bank
program SHA-256   a*
files             6 paths, 18,874,420 bytes
layers            2 layers, 18,899,968 bytes
config digest     A  sha256:2*
                  B  sha256:5*
manifest digest   A  sha256:1*
                  B  (none)
canonical digest  sha256:c*
layer 1           sha256:3*  (10,240 bytes)
layer 2           sha256:4*  (18,889,728 bytes)
`
	if diff := cmp.Diff(want, text(t, identical(t))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTextDifferent(t *testing.T) {
	got := text(t, different(t))
	for _, want := range []string{
		`different: 1 of 2 platforms, linux/s390x only in B (2 allowed differences)

reference  A  oci:bazel-bin/image
           B  docker-daemon:bank:latest

linux/amd64: different: 1 platform field, 3 config fields, 7 files, 2 layers (2 allowed differences)

Differences:
  platform                    variant                       (none) → v2
  config                      env MODE                      release → ""
  config                      user                          65532:65532 → "\x1b[2J"
  config                      label <script>label</script>  (none) → "><script>alert(1)</script>
  /app/<script>path</script>  only in B                     fifo
  /app/bank                   mode                          0755 → 0644
  /app/bank                   uid                           0 → 65532
  /app/bank                   size                          18874368 → 18874496
  /app/bank                   sha256                        a*
                                                            → e*
  /app/bank                   mtime                         2026-01-01T00:00:00Z → 2026-03-04T05:06:07.0000008Z
  /app/old                    only in A                     symlink
  /etc                        mtime                         2026-01-01T00:00:00Z → (none)
  /etc/passwd                 xattr security.capability     (none) → 0x01000002
  /srv                        only in B                     directory, and 1 path below
  layers                      layer 2                       sha256:4*
                                                            → sha256:7*
  layers                      layer 3                       (none) → sha256:8*

Allowed differences:
  /etc/passwd  size    52 → 71  (content:/etc/passwd)
  /etc/passwd  sha256  b*
                       → d*  (content:/etc/passwd)

Why /app/bank differs:
  A was built with -trimpath, B was not
  the build ID differs as well (.note.go.buildid), as it does with any difference in what is built
  ELF header:
    entry  0x4719c0 → 0x471a40
  ELF sections that differ:
    .text             7,340,032 bytes → 7,340,160 bytes  (first at 0x1000)
    .note.go.buildid  100 bytes  (80 different bytes, first at 0x10)
    .symtab           (none) → 2,048 bytes
  Go build information:
    dep golang.org/x/crypto  v0.58.0 h1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=
                             → v0.57.0 h1:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb=
    build -trimpath          true → (none)
  Functions only in B (60):
    main.(*server).<script>0</script>
`, `
    main.(*server).<script>7</script>
    … and 52 more
  Source files only in A (2):
    example.com/simplebank/main.go
    runtime/proc.go
  Source files only in B (2):
    /src/main.go
    /usr/local/go/src/runtime/proc.go
  Code of runtime.schedinit, the first of 3 functions that differ:
    A: runtime/proc.go:835, 1,280 bytes
        proc.go:835 +0x0 CMPQ SP, 0x10(R14)
        proc.go:835 +0x4 JBE runtime.schedinit+0x4f1
      > proc.go:835 +0xa PUSHQ BP
        proc.go:835 +0xb MOVQ SP, BP
    B: /usr/local/go/src/runtime/proc.go:835, 1,312 bytes
        proc.go:835 +0x0 CMPQ SP, 0x10(R14)
        proc.go:835 +0x4 JBE runtime.schedinit+0x511
      > proc.go:835 +0xa SUBQ $0x60, SP
        proc.go:835 +0xe MOVQ BP, 0x58(SP)
  note: the functions of B are not all known

Why layer 2 differs:
  the content of files differs, as listed above
  Tar header fields that differ:
    uname  (none) → root  (in 2 entries, first app)
    mtime  1767225600 → 1772600767.0000008  (in 2 entries, first app/bank, with various values)
  Entries at another position:
    etc/passwd  5 → 2
  End of the tar:
    after the last entry  1024 zero bytes → 8192 zero bytes
  Entries only in A (1):
    app/old
  Entries only in B (1):
    app/<script>path</script>

platform  different: 1 platform field
config    different: 3 config fields
files     different: 7 files
layers    different: 2 layers

platform         A  linux/amd64
                 B  linux/amd64/v2
program          /app/bank
program SHA-256  A  a*
                 B  e*
`, `
layer 2          A  sha256:4*
                 B  sha256:7*  (18,889,728 bytes → 18,890,240 bytes)
layer 3          A  (none)
                 B  sha256:8*  ((none) → 1,024 bytes)
note: only 10 of 11 files that differ were looked into

linux/arm64: identical

platform  identical
`} {
		if !strings.Contains(got, want) {
			t.Errorf("want\n%s\ngot\n%s\n%s", want, got, cmp.Diff(want, got))
		}
	}
}

func TestHeadline(t *testing.T) {
	a := report(t, image(unchanged), image(unchanged))
	b := report(t, image(unchanged), image(func(i *inspect.Image) { i.Config.User, i.Layers[0].DiffID = "0", "sha256:0" }))
	later := image(func(i *inspect.Image) { i.Layers[0].DiffID = "sha256:0" })
	allowed := report(t, image(unchanged), later, "layers")
	onlyIn := func(r *compare.Result, a, b []string) *compare.Result {
		r.Identical, r.OnlyInA, r.OnlyInB = false, a, b
		return r
	}
	for _, test := range []struct {
		result    *compare.Result
		want      string
		wantTitle string
	}{
		{result(a), "identical", "Identical"},
		{result(allowed), "identical: 1 allowed difference", "Identical but for what is allowed"},
		{result(b), "different: 1 config field, 1 layer", "Different"},
		{result(a, a), "identical: 2 platforms", "Identical"},
		{result(a, allowed), "identical: 2 platforms (1 allowed difference)", "Identical but for what is allowed"},
		{result(b, a, allowed), "different: 1 of 3 platforms (1 allowed difference)", "Different"},
		{onlyIn(result(a), []string{"linux/\x1b"}, nil), `different: "linux/\x1b" only in A`, "Different"},
		{onlyIn(result(), []string{"x/y"}, []string{"x/z"}), "different: x/y only in A, x/z only in B", "Different"},
	} {
		got, _, _ := strings.Cut(text(t, test.result), "\n")
		if got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
		if title := parse(t, test.result).find("h1")[0].text(); title != test.wantTitle {
			t.Errorf("%s: title %q, want %q", test.want, title, test.wantTitle)
		}
	}
}

func TestTextMany(t *testing.T) {
	r := report(t, image(unchanged), image(func(i *inspect.Image) {
		for n := range 100 {
			i.Files[fmt.Sprintf("/file-%03d", n)] = filesystem.Entry{Type: filesystem.Regular}
			i.Layers = append(i.Layers, inspect.Layer{DiffID: "sha256:0"})
		}
	}))
	got := text(t, result(r))
	for _, want := range []string{
		"different: 100 files, 100 layers\n",
		"  … and 80 more in type of files; the JSON report has all\n  … and 80 more in layers; the JSON report has all\n",
		"\n… and 82 more\n", // Layers, of which two are not new.
	} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "/file-"); n != maxLines {
		t.Errorf("%d files are listed", n)
	}
}

func TestTextLeavesOutListed(t *testing.T) {
	tar := &layertar.Difference{
		Groups: []layertar.Group{
			{Field: "content", A: new("x"), B: new("y"), Count: 1, First: "app/bank"},
			{Field: "uname", B: new("root"), Count: 1, First: "app/bank"},
		},
		Fields: []layertar.Field{
			{Name: "app/bank", Field: "content", A: new("x"), B: new("y")},
			{Name: "app/bank", Field: "uname", B: new("root")},
		},
		Total: 2,
	}
	more := *tar
	more.Total++ // A field that is not known.
	for _, test := range []struct {
		name string
		tar  *layertar.Difference
		path string
		want []string
	}{
		{"the same file", tar, "/app/bank", []string{"uname"}},
		{"another file", tar, "/etc/passwd", []string{"content", "uname"}},
		{"a field that is not known", &more, "/app/bank", []string{"content", "uname"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			listed := []compare.Difference{{Subject: compare.Files, Path: test.path, Field: "sha256"}}
			var got []string
			for _, g := range withoutListed(test.tar, listed) {
				got = append(got, g.Field)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
