package source

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
)

// Layer is a layer that can be read.
type Layer struct {
	// DiffID is the digest of the uncompressed layer that the config states.
	DiffID v1.Hash

	layer v1.Layer
	// blob is what the manifest says about the stored layer, nil if there is no manifest.
	blob *v1.Descriptor
}

// Read passes the uncompressed layer to consume, in one pass, and returns its size in bytes. What
// consume leaves is read as well. It is an error if the digest or size of the stored layer is not the
// manifest's, or the digest of the uncompressed one not the config's.
func (l Layer) Read(ctx context.Context, consume func(io.Reader) error) (bytes int64, err error) {
	open := l.layer.Uncompressed
	algorithm := l.DiffID.Algorithm
	if l.blob != nil {
		open, algorithm = l.layer.Compressed, l.blob.Digest.Algorithm
	}
	content, err := open()
	if err != nil {
		return 0, fmt.Errorf("opening: %w", err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	stored, err := newMeter(ctx, content, algorithm)
	if err != nil {
		return 0, err
	}
	if l.blob == nil {
		if err := consumeAll(stored, consume); err != nil {
			return 0, err
		}
		return stored.bytes, stored.check("diff ID", l.DiffID)
	}

	bytes, err = l.unpack(ctx, stored, consume)
	// A blob that cannot be read, or is not the one asked for, explains any other error.
	if _, err := io.Copy(io.Discard, stored); err != nil {
		return 0, fmt.Errorf("reading: %w", err)
	}
	if err := stored.check("digest", l.blob.Digest); err != nil {
		return 0, err
	}
	if stored.bytes != l.blob.Size {
		return 0, fmt.Errorf("size mismatch: want %d bytes, content has %d", l.blob.Size, stored.bytes)
	}
	return bytes, err
}

// unpack decompresses the stored layer for consume, and checks the diff ID.
func (l Layer) unpack(ctx context.Context, stored io.Reader, consume func(io.Reader) error) (int64, error) {
	decompressing, err := partial.CompressedToLayer(streamed{l.layer, stored})
	if err != nil {
		return 0, fmt.Errorf("decompressing: %w", err)
	}
	content, err := decompressing.Uncompressed()
	if err != nil {
		return 0, fmt.Errorf("decompressing: %w", err)
	}
	defer content.Close() // Nothing can fail: the stored layer is closed elsewhere.
	uncompressed, err := newMeter(ctx, content, l.DiffID.Algorithm)
	if err != nil {
		return 0, err
	}
	if err := consumeAll(uncompressed, consume); err != nil {
		return 0, err
	}
	return uncompressed.bytes, uncompressed.check("diff ID", l.DiffID)
}

func consumeAll(r io.Reader, consume func(io.Reader) error) error {
	if err := consume(r); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	return nil
}

// streamed is a layer whose compressed form is read from a stream, once.
type streamed struct {
	v1.Layer
	content io.Reader
}

func (s streamed) Compressed() (io.ReadCloser, error) { return io.NopCloser(s.content), nil }

// meter hashes and counts what is read, until the context ends.
type meter struct {
	ctx     context.Context
	content io.Reader
	sum     hash.Hash
	bytes   int64
}

func newMeter(ctx context.Context, content io.Reader, algorithm string) (*meter, error) {
	sum, err := v1.Hasher(algorithm)
	if err != nil {
		return nil, err
	}
	return &meter{ctx: ctx, content: content, sum: sum}, nil
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.content.Read(p)
	m.sum.Write(p[:n])
	m.bytes += int64(n)
	return n, err
}

func (m *meter) check(what string, want v1.Hash) error {
	if got := hex.EncodeToString(m.sum.Sum(nil)); got != want.Hex {
		return fmt.Errorf("%s mismatch: want %s, content has %s:%s", what, want, want.Algorithm, got)
	}
	return nil
}
