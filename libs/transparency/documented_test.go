package transparency_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.com/simplebank/libs/transparency"
)

// TestReceiptIsAsDocumented verifies receipts as docs/receipts.md says, without
// this package and those that it uses.
func TestReceiptIsAsDocumented(t *testing.T) {
	signer, verifier, err := transparency.GenerateKey("ledger.bank.example")
	if err != nil {
		t.Fatal(err)
	}
	var key transparency.Key
	if err := key.UnmarshalText([]byte(signer)); err != nil {
		t.Fatal(err)
	}
	for size := 1; size <= 17; size++ {
		for index := range size {
			if root, want := documentedRoot(t, receipt(t, key, index, size).Marshal(), verifier); !bytes.Equal(root, want) {
				t.Errorf("leaf %d of %d leads to %x, signed was %x", index, size, root, want)
			}
		}
	}
}

// documentedRoot returns the root that the leaf leads to, and the one that was
// signed.
func documentedRoot(t *testing.T, text []byte, verifier string) (root, signed []byte) {
	t.Helper()
	var r struct {
		Leaf       json.RawMessage
		LeafIndex  int      `json:"leaf_index"`
		Proof      [][]byte // json reads base64
		Checkpoint string
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	decode := func(s string) []byte {
		decoded, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return decoded
	}
	note, signature, _ := strings.Cut(r.Checkpoint, "\n\n")
	name, encoded, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(signature, "— "), "\n"), " ")
	public := decode(strings.SplitN(verifier, "+", 3)[2])
	id := sha256.Sum256(slices.Concat([]byte(name), []byte("\n"), public))
	if s := decode(encoded); !bytes.Equal(s[:4], id[:4]) || !ed25519.Verify(public[1:], []byte(note+"\n"), s[4:]) {
		t.Errorf("the signature of %s is wrong", r.Checkpoint)
	}
	lines := strings.Split(note, "\n")
	size, err := strconv.Atoi(lines[1])
	if err != nil {
		t.Fatal(err)
	}

	hash := sha256.Sum256(append([]byte{0}, r.Leaf...))
	place, last := r.LeafIndex, size-1
	for _, sibling := range r.Proof {
		if place%2 == 1 || place == last {
			hash = sha256.Sum256(slices.Concat([]byte{1}, sibling, hash[:]))
			for place%2 == 0 && place > 0 {
				place, last = place/2, last/2
			}
		} else {
			hash = sha256.Sum256(slices.Concat([]byte{1}, hash[:], sibling))
		}
		place, last = place/2, last/2
	}
	if last != 0 {
		t.Errorf("the proof of leaf %d of %d is too short", r.LeafIndex, size)
	}
	return hash[:], decode(lines[2])
}
