package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/klauspost/compress/zstd"
)

func digest(t *testing.T, content []byte) v1.Hash {
	t.Helper()
	hash, _, err := v1.SHA256(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func gzipped(t *testing.T, content []byte) []byte {
	t.Helper()
	var buffer bytes.Buffer
	w := gzip.NewWriter(&buffer)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func zstandard(t *testing.T, content []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(content, nil)
}

func plain(_ *testing.T, content []byte) []byte { return content }

func TestLayerRead(t *testing.T) {
	content := bytes.Repeat([]byte("some layer "), 100_000)
	readAll := func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	}
	readSome := func(r io.Reader) error {
		_, err := r.Read(make([]byte, 10))
		return err
	}
	failure := errors.New("malformed")
	fail := func(io.Reader) error { return failure }
	keep := func(b []byte) []byte { return b }
	cut := func(b []byte) []byte { return b[:len(b)/2] }

	for _, test := range []struct {
		name     string
		compress func(*testing.T, []byte) []byte
		consume  func(io.Reader) error
		damage   func([]byte) []byte
		diffID   []byte
		want     string
	}{
		{"gzip", gzipped, readAll, keep, content, ""},
		{"zstd", zstandard, readAll, keep, content, ""},
		{"uncompressed", plain, readAll, keep, content, ""},
		{"gzip, not read to the end", gzipped, readSome, keep, content, ""},
		{"zstd, not read to the end", zstandard, readSome, keep, content, ""},
		{"gzip, malformed", gzipped, fail, keep, content, "malformed"},
		{"zstd, malformed", zstandard, fail, keep, content, "malformed"},
		{"gzip, truncated", gzipped, readAll, cut, content, "digest mismatch"},
		{"zstd, truncated", zstandard, readAll, cut, content, "digest mismatch"},
		{"uncompressed, truncated", plain, readAll, cut, content, "digest mismatch"},
		{"truncated explains malformed", gzipped, fail, cut, content, "digest mismatch"},
		{"gzip, other diff ID", gzipped, readAll, keep, []byte("x"), "diff ID mismatch"},
		{"zstd, other diff ID", zstandard, readAll, keep, []byte("x"), "diff ID mismatch"},
	} {
		t.Run(test.name, func(t *testing.T) {
			stored := test.compress(t, content)
			layer := Layer{
				DiffID: digest(t, test.diffID),
				layer:  static.NewLayer(test.damage(stored), types.OCILayer),
				blob:   &v1.Descriptor{Digest: digest(t, stored), Size: int64(len(stored))},
			}
			size, err := layer.Read(t.Context(), test.consume)
			if test.want == "" && (err != nil || size != int64(len(content))) {
				t.Errorf("got %d bytes, %v", size, err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}

	stored := gzipped(t, content)
	layer := Layer{
		DiffID: digest(t, content),
		layer:  static.NewLayer(stored, types.OCILayer),
		blob:   &v1.Descriptor{Digest: digest(t, stored), Size: 7},
	}
	if _, err := layer.Read(t.Context(), readAll); err == nil || !strings.Contains(err.Error(), "size mismatch: want 7 bytes") {
		t.Errorf("wrong size: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := layer.Read(ctx, readAll); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}
