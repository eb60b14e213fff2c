package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/tools/imageparity/compare"
	"example.com/simplebank/tools/imageparity/executable"
	"example.com/simplebank/tools/imageparity/filesystem"
	"example.com/simplebank/tools/imageparity/imageconfig"
	"example.com/simplebank/tools/imageparity/inspect"
	"example.com/simplebank/tools/imageparity/layertar"
)

// digest returns what looks like a SHA-256 in hexadecimal.
func digest(character string) string { return strings.Repeat(character, 64) }

// image returns one that runs /app/bank.
func image(change func(*inspect.Image)) *inspect.Image {
	built := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	directory := filesystem.Entry{Type: filesystem.Directory, Mode: 0o755, ModTime: built}
	image := &inspect.Image{
		ManifestDigest: "sha256:" + digest("1"),
		ConfigDigest:   "sha256:" + digest("2"),
		Platform:       imageconfig.Platform{OS: "linux", Architecture: "amd64"},
		Config: imageconfig.Config{
			Env: []string{"MODE=release", "PATH=/app"}, Entrypoint: []string{"/app/bank"}, User: "65532:65532",
			WorkingDir: "/app", ExposedPorts: map[string]struct{}{"8080/tcp": {}},
		},
		Files: map[string]filesystem.Entry{
			"/":         {Type: filesystem.Directory, Mode: 0o755},
			"/app":      directory,
			"/app/bank": {Type: filesystem.Regular, Mode: 0o755, Size: 18874368, SHA256: digest("a"), ModTime: built},
			"/app/old":  {Type: filesystem.Symlink, Mode: 0o777, LinkTarget: "bank", ModTime: built},
			"/etc":      directory,
			"/etc/passwd": {
				Type: filesystem.Regular, Mode: 0o644, Size: 52, SHA256: digest("b"), ModTime: built,
				Xattrs: map[string]string{"user.origin": "base"},
			},
		},
		Layers: []inspect.Layer{{DiffID: "sha256:" + digest("3"), Size: 10240}, {DiffID: "sha256:" + digest("4"), Size: 18889728}},
	}
	change(image)
	return image
}

func unchanged(*inspect.Image) {}

// report compares two images.
func report(t *testing.T, a, b *inspect.Image, allowances ...string) *compare.Report {
	t.Helper()
	var parsed []compare.Allowance
	for _, s := range allowances {
		allowance, err := compare.ParseAllowance(s)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, allowance)
	}
	return compare.Images(a, b, parsed)
}

// result returns that of reports on one or more platforms.
func result(reports ...*compare.Report) *compare.Result {
	r := &compare.Result{
		Identical: true,
		A:         compare.Reference{Name: "oci:bazel-bin/image"}, B: compare.Reference{Name: "docker-daemon:bank:latest"},
		Platforms: reports, OnlyInA: []string{}, OnlyInB: []string{},
	}
	for _, p := range reports {
		r.Identical = r.Identical && p.Identical
	}
	return r
}

func identical(t *testing.T) *compare.Result {
	r := result(report(t, image(unchanged), image(func(i *inspect.Image) {
		i.ConfigDigest, i.ManifestDigest = "sha256:"+digest("5"), ""
	})))
	canonical := "sha256:" + digest("c")
	r.A.CanonicalDigest, r.B.CanonicalDigest = canonical, canonical
	r.Platforms[0].A.CanonicalDigest, r.Platforms[0].B.CanonicalDigest = canonical, canonical
	return r
}

// different returns a result with every kind of difference, and names that try to be markup.
func different(t *testing.T) *compare.Result {
	b := image(func(i *inspect.Image) {
		i.ConfigDigest, i.ManifestDigest = "sha256:"+digest("5"), "sha256:"+digest("6")
		i.Platform.Variant = "v2"
		i.Config.Env = []string{"MODE=", "PATH=/app"}
		i.Config.Labels = map[string]string{"<script>label</script>": `"><script>alert(1)</script>`}
		i.Config.User = "\x1b[2J"
		i.Files["/app/bank"] = filesystem.Entry{
			Type: filesystem.Regular, Mode: 0o644, UID: 65532, Size: 18874496, SHA256: digest("e"),
			ModTime: time.Date(2026, time.March, 4, 5, 6, 7, 800, time.UTC),
		}
		delete(i.Files, "/app/old")
		i.Files["/app/<script>path</script>"] = filesystem.Entry{Type: filesystem.FIFO, Mode: 0o600}
		i.Files["/etc"] = filesystem.Entry{Type: filesystem.Directory, Mode: 0o755}
		passwd := i.Files["/etc/passwd"]
		passwd.SHA256, passwd.Size = digest("d"), 71
		passwd.Xattrs = map[string]string{"user.origin": "base", "security.capability": "\x01\x00\x00\x02"}
		i.Files["/etc/passwd"] = passwd
		i.Files["/srv"] = filesystem.Entry{Type: filesystem.Directory, Mode: 0o755}
		i.Files["/srv/data"] = filesystem.Entry{Type: filesystem.Directory, Mode: 0o755}
		i.Layers[1] = inspect.Layer{DiffID: "sha256:" + digest("7"), Size: 18890240}
		i.Layers = append(i.Layers, inspect.Layer{DiffID: "sha256:" + digest("8"), Size: 1024})
	})
	r := report(t, image(unchanged), b, "content:/etc/passwd")
	r.Notes = append(r.Notes, "only 10 of 11 files that differ were looked into")
	r.Explanations = []compare.Explanation{
		{Subject: compare.Files, Path: "/app/bank", Executable: executableDifference()},
		{Subject: compare.Layers, Layer: 2, Tar: layerDifference()},
	}
	onArm := imageconfig.Platform{OS: "linux", Architecture: "arm64"}
	arm := image(func(i *inspect.Image) { i.Platform = onArm })
	all := result(r, report(t, arm, arm))
	all.Identical, all.OnlyInB = false, []string{"linux/s390x"}
	return all
}

func executableDifference() *executable.Difference {
	return &executable.Difference{
		Causes: []string{
			"A was built with -trimpath, B was not",
			"the build ID differs as well (.note.go.buildid), as it does with any difference in what is built",
		},
		Notes: []string{"the functions of B are not all known"},
		Sections: []executable.Section{
			{Name: ".text", SizeA: new(int64(7340032)), SizeB: new(int64(7340160)), FirstDifference: new(int64(4096))},
			{Name: ".note.go.buildid", SizeA: new(int64(100)), SizeB: new(int64(100)), FirstDifference: new(int64(16)), DifferentBytes: new(int64(80))},
			{Name: ".symtab", SizeB: new(int64(2048))},
		},
		Header: []executable.Field{{Name: "entry", A: "0x4719c0", B: "0x471a40"}},
		Go: &executable.Go{
			BuildInfo: []executable.Line{
				{Key: "go", A: new("go1.26.8"), B: new("go1.26.8"), Equal: true},
				{Key: "path", A: new("example.com/simplebank/services/bank"), B: new("example.com/simplebank/services/bank"), Equal: true},
				{Key: "dep golang.org/x/crypto", A: new("v0.58.0 h1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa="), B: new("v0.57.0 h1:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb=")},
				{Key: "build -trimpath", A: new("true")},
				{Key: "build CGO_ENABLED", A: new("0"), B: new("0"), Equal: true},
			},
			FunctionsOnlyInA: executable.Names{First: []string{}},
			FunctionsOnlyInB: executable.Names{Total: 60, First: names("main.(*server).<script>%d</script>", 50)},
			FilesOnlyInA:     executable.Names{Total: 2, First: []string{"example.com/simplebank/main.go", "runtime/proc.go"}},
			FilesOnlyInB:     executable.Names{Total: 2, First: []string{"/src/main.go", "/usr/local/go/src/runtime/proc.go"}},

			DifferentFunctions: 3,
			FirstFunction: &executable.Function{
				Name:  "runtime.schedinit",
				FileA: "runtime/proc.go", FileB: "/usr/local/go/src/runtime/proc.go", LineA: 835, LineB: 835, SizeA: 1280, SizeB: 1312,
				A: []string{
					"  proc.go:835 +0x0 CMPQ SP, 0x10(R14)", "  proc.go:835 +0x4 JBE runtime.schedinit+0x4f1",
					"> proc.go:835 +0xa PUSHQ BP", "  proc.go:835 +0xb MOVQ SP, BP",
				},
				B: []string{
					"  proc.go:835 +0x0 CMPQ SP, 0x10(R14)", "  proc.go:835 +0x4 JBE runtime.schedinit+0x511",
					"> proc.go:835 +0xa SUBQ $0x60, SP", "  proc.go:835 +0xe MOVQ BP, 0x58(SP)",
				},
			},
		},
	}
}

func layerDifference() *layertar.Difference {
	return &layertar.Difference{
		Common: 5,
		Groups: []layertar.Group{
			{Field: "uname", B: new("root"), Count: 2, First: "app"},
			{Field: "mtime", A: new("1767225600"), B: new("1772600767.0000008"), Various: true, Count: 2, First: "app/bank"},
			{Field: "content", A: new("sha256:" + digest("a")), B: new("sha256:" + digest("e")), Count: 1, First: "app/bank"},
			{Field: "size", A: new("18874368"), B: new("18874496"), Count: 1, First: "app/bank"},
		},
		Fields: []layertar.Field{
			{Name: "app", Field: "uname", B: new("root")},
			{Name: "app/bank", Field: "uname", B: new("root")},
			{Name: "app/bank", Field: "mtime", A: new("1767225600"), B: new("1772600767.0000008")},
			{Name: "app/bank", Field: "content", A: new("sha256:" + digest("a")), B: new("sha256:" + digest("e"))},
			{Name: "app/bank", Field: "size", A: new("18874368"), B: new("18874496")},
			{Name: "etc/passwd", Field: "mtime", A: new("1767225600"), B: new("1767225601")},
		},
		Total:   6,
		Order:   layertar.List[layertar.Move]{Total: 1, First: []layertar.Move{{Name: "etc/passwd", A: 5, B: 2}}},
		OnlyInA: layertar.List[string]{Total: 1, First: []string{"app/old"}},
		OnlyInB: layertar.List[string]{Total: 1, First: []string{"app/<script>path</script>"}},
		Ending:  &layertar.Field{Field: "ending", A: new("1024 zero bytes"), B: new("8192 zero bytes")},
	}
}

// names returns some that start with what the format says.
func names(format string, n int) []string {
	var result []string
	for i := range n {
		result = append(result, fmt.Sprintf(format, i))
	}
	return result
}
