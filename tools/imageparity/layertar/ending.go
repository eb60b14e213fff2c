package layertar

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
)

// ending collects what follows the last entry: two blocks of zeros by the standard, and what fills up
// a record of 10,240 bytes by some programs.
type ending struct {
	zeros int64
	// other counts, and sum hashes, what follows from the first byte on that is not zero.
	other int64
	sum   hash.Hash
}

func newEnding() ending { return ending{sum: sha256.New()} }

// Write never fails.
func (e *ending) Write(p []byte) (int, error) {
	rest := p
	if e.other == 0 {
		rest = bytes.TrimLeft(p, "\x00")
		e.zeros += int64(len(p) - len(rest))
	}
	e.other += int64(len(rest))
	e.sum.Write(rest)
	return len(p), nil
}

func (e *ending) String() string {
	switch {
	case e.other > 0:
		return fmt.Sprintf("%d zero bytes, and %d others (sha256:%s)", e.zeros, e.other, hex.EncodeToString(e.sum.Sum(nil)))
	case e.zeros > 0:
		return fmt.Sprintf("%d zero bytes", e.zeros)
	default:
		return ""
	}
}

func isZero(block []byte) bool { return len(bytes.TrimLeft(block, "\x00")) == 0 }

func compareEndings(a, b string) *Field {
	if a == b {
		return nil
	}
	return &Field{Field: "ending", A: orNone(a), B: orNone(b)}
}
