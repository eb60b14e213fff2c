package canonical

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// sample is 4 MB of repetitions and noise.
func sample() []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var content []byte
	for len(content) < 4_000_000 {
		content = append(content, "func example(ctx context.Context) error "...)
		content = binary.LittleEndian.AppendUint32(content, random.Uint32N(1<<20))
		if random.IntN(3) == 0 && len(content) > 1000 {
			start := random.IntN(len(content) - 500)
			content = append(content, content[start:start+random.IntN(500)]...)
		}
	}
	return content
}

// TestCompress pins the bytes. If it fails after a raise of klauspost/compress, the canonical form
// has become another one: docs/canonical-image.md says what to do.
func TestCompress(t *testing.T) {
	const want = "sha256:6e99b5c9d7de2411bb7c8470e11948230300b891d556db76601bb5ce1ff72cdb"
	content := sample()
	digest, size, err := Digests{}.Put(func(w io.Writer) error { return compress(w, bytes.NewReader(content)) })
	if err != nil {
		t.Fatal(err)
	}
	if digest != want {
		t.Errorf("digest %s (%d bytes), want %s", digest, size, want)
	}

	// However the layer is read.
	again, _, err := Digests{}.Put(func(w io.Writer) error {
		return compress(w, iotest.OneByteReader(bytes.NewReader(content)))
	})
	if err != nil || again != digest {
		t.Errorf("read byte by byte: %s, %v, want %s", again, err, digest)
	}
}

func TestCompressRoundTrip(t *testing.T) {
	for _, content := range [][]byte{nil, []byte("x"), sample()} {
		var compressed bytes.Buffer
		if err := compress(&compressed, bytes.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		r, err := gzip.NewReader(&compressed)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%d bytes became %d: %v", len(content), len(got), err)
		}
		if r.Name != "" || !r.ModTime.IsZero() {
			t.Errorf("header: %+v", r.Header)
		}
	}
}

func TestCompressFails(t *testing.T) {
	broken := errors.New("broken")
	if err := compress(io.Discard, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of reading", err)
	}
}
