package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// asProgram has this test's process be the program, so that its memory can be measured.
const asProgram = "IMAGEPARITY_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// TestMemory compares two images of 500 MB and 50,000 files, of which a program and all tar headers differ.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	if runtime.GOOS != "linux" {
		t.Skip("the unit of ru_maxrss is Linux's")
	}
	const maxBytes = 300 << 20
	a, b := writeLarge(t, "", 0), writeLarge(t, "root", 1)
	page := filepath.Join(t.TempDir(), "page.html")
	program := exec.Command(os.Args[0], "--html", page, a, b)
	program.Env = append(os.Environ(), asProgram+"=1")
	var stdout, stderr bytes.Buffer
	program.Stdout, program.Stderr = &stdout, &stderr
	err := program.Run()
	if program.ProcessState == nil || program.ProcessState.ExitCode() != exitDifferent {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if !bytes.Contains(stdout.Bytes(), []byte("uname")) {
		t.Errorf("the headers were not compared:\n%s", &stdout)
	}
	// Kilobytes, as getrusage(2) says.
	used := program.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
	t.Logf("%d MB", used>>20)
	if used > maxBytes {
		t.Errorf("it took %d MB, want at most %d", used>>20, maxBytes>>20)
	}
}

// writeLarge returns the layout of an image with 50,000 files of 10 kB and this test's program, to one
// byte of whose read-only data something is added.
func writeLarge(t *testing.T, uname string, add byte) string {
	t.Helper()
	program, err := os.ReadFile(os.Args[0])
	check(t, err)
	program[bytes.Index(program, []byte(asProgram))] += add
	file := filepath.Join(t.TempDir(), "layer.tar.gz")
	out, err := os.Create(file)
	check(t, err)
	compressed, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	check(t, err)
	w := tar.NewWriter(compressed)
	put := func(name string, content []byte) {
		check(t, w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o755, Uname: uname, Size: int64(len(content))}))
		_, err := w.Write(content)
		check(t, err)
	}
	for i := range 50_000 {
		put(fmt.Sprintf("data/of/an/application/%d", i), bytes.Repeat(fmt.Appendf(nil, "%010d", i), 1000))
	}
	put("program", program)
	check(t, errors.Join(w.Close(), compressed.Close(), out.Close()))

	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return os.Open(file) })
	check(t, err)
	image, err := mutate.AppendLayers(empty.Image, layer)
	check(t, err)
	built, err := image.ConfigFile()
	check(t, err)
	config := built.DeepCopy()
	config.OS, config.Architecture = "linux", "amd64"
	config.Config = v1.Config{Entrypoint: []string{"/program"}}
	image, err = mutate.ConfigFile(image, config)
	check(t, err)
	return writeLayout(t, image)
}
