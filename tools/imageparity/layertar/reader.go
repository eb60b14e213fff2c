package layertar

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
)

// maxExtensions is how many bytes of headers an entry may have besides its own. archive/tar allows
// as much for each of them.
const maxExtensions = 1 << 20

// reader reads a tar, entry by entry.
type reader struct {
	tar io.Reader
	// position and name are those of the last entry.
	position int
	name     string
	// left is what the current entry has left of maxExtensions.
	left   int64
	ending ending
	// sum and buffer are here to be used again.
	sum    hash.Hash
	buffer []byte
}

func newReader(tar io.Reader) *reader {
	return &reader{tar: tar, ending: newEnding(), sum: sha256.New(), buffer: make([]byte, 32<<10)}
}

// next returns io.EOF after the last entry. Other errors say at which entry they occurred.
func (r *reader) next() (*entry, error) {
	e := &entry{position: r.position + 1}
	err := r.read(e)
	switch {
	case err == nil:
		r.position, r.name = e.position, e.name
		return e, nil
	case err == io.EOF:
		return nil, err
	case e.name != "":
		return nil, fmt.Errorf("entry %d (%q): %w", e.position, e.name, err)
	case r.name != "":
		return nil, fmt.Errorf("entry %d (after %q): %w", e.position, r.name, err)
	default:
		return nil, fmt.Errorf("entry %d: %w", e.position, err)
	}
}

func (r *reader) read(e *entry) (err error) {
	r.left = maxExtensions
	if e.header, err = r.readHeader(); err != nil {
		return err
	}
	for extensionKinds[e.header.typeflag()] != "" {
		if err := r.readExtension(e); err != nil {
			return fmt.Errorf("%s header: %w", extensionKinds[e.header.typeflag()], err)
		}
		if e.header, err = r.readHeader(); err == io.EOF {
			return errors.New("the tar ends after its extension headers")
		} else if err != nil {
			return err
		}
	}
	e.name = e.cleanName()
	if err := r.readSparseMap(e); err != nil {
		return err
	}
	return r.readContent(e)
}

// readHeader returns io.EOF if there is none any more. Errors that wrap io.EOF are not meant so.
func (r *reader) readHeader() (header, error) {
	block := r.buffer[:blockSize]
	n, err := io.ReadFull(r.tar, block)
	switch {
	case err == io.EOF:
		return "", err
	case err != nil:
		return "", failed("header", int64(n), blockSize, err)
	case isZero(block):
		r.ending.Write(block)
		return "", io.EOF
	}
	h := header(block)
	return h, h.check()
}

// readExtension takes the header that was read as that of an extension.
func (r *reader) readExtension(e *entry) (err error) {
	added := extension{header: e.header}
	size := e.header.size()
	if err := r.spend(size); err != nil {
		return err
	}
	if added.payload, err = r.readString("content", size); err != nil {
		return err
	}
	if added.padding, err = r.readPadding(size); err != nil {
		return err
	}
	if err := added.parse(); err != nil {
		return err
	}
	if added.header.typeflag() != tar.TypeXGlobalHeader && slices.ContainsFunc(e.extensions, added.isSameKind) {
		return errors.New("the entry has two of them")
	}
	e.extensions = append(e.extensions, added)
	return nil
}

func (r *reader) readSparseMap(e *entry) error {
	var blocks strings.Builder
	for more := e.header.hasSparseMap(); more; {
		if err := r.spend(0); err != nil {
			return err
		}
		block, err := r.readString("sparse map", blockSize)
		if err != nil {
			return err
		}
		blocks.WriteString(block)
		more = block[504] != 0
	}
	e.sparse = area(blocks.String())
	return nil
}

// readContent reads the content, which it only hashes, and what pads it.
func (r *reader) readContent(e *entry) error {
	size := e.contentSize()
	r.sum.Reset()
	n, err := io.CopyBuffer(r.sum, io.LimitReader(r.tar, size), r.buffer)
	if err != nil || n < size {
		return failed("content", n, size, err)
	}
	r.sum.Sum(e.content[:0])
	e.padding, err = r.readPadding(size)
	return err
}

// spend takes a header, and the bytes after it, from what the entry may have. It must come before
// anything is allocated for them.
func (r *reader) spend(bytes int64) error {
	if bytes > r.left-blockSize {
		return fmt.Errorf("more than %d bytes of extension headers", maxExtensions)
	}
	r.left -= blockSize + bytes
	return nil
}

func (r *reader) readString(what string, size int64) (string, error) {
	raw := make([]byte, size)
	if n, err := io.ReadFull(r.tar, raw); err != nil {
		return "", failed(what, int64(n), size, err)
	}
	return string(raw), nil
}

// readPadding reads what fills up the last block of so many bytes.
func (r *reader) readPadding(size int64) (string, error) {
	raw, err := r.readString("padding", -size&(blockSize-1))
	return area(raw), err
}

// readEnding reads what is left, and describes all that follows the last entry.
func (r *reader) readEnding() (string, error) {
	if _, err := io.CopyBuffer(&r.ending, r.tar, r.buffer); err != nil {
		return "", fmt.Errorf("after the last entry: %w", err)
	}
	return r.ending.String(), nil
}

// failed takes the end of the tar, and none of an error, as one that comes too early.
func failed(what string, n, size int64, err error) error {
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("reading the %s, %d of %d bytes: %w", what, n, size, err)
}
