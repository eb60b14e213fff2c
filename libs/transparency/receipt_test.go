package transparency_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.com/simplebank/libs/transparency"
)

func TestReceipt(t *testing.T) {
	key, own := keys(t, "ledger.bank.example")
	_, others := keys(t, "ledger.bank.example")
	for size := 1; size <= 20; size++ {
		for index := range size {
			text := receipt(t, key, index, size).Marshal()
			got, err := transparency.ParseReceipt(text)
			if err != nil {
				t.Fatal(err)
			}
			if tree, err := got.Verify(own); err != nil || tree.N != int64(size) || got.Leaf != leaf(index) {
				t.Errorf("leaf %d of %d: %+v, %v, %v", index, size, got.Leaf, tree, err)
			}
			if _, err := got.Verify(others); err == nil {
				t.Errorf("leaf %d of %d is verified by another key", index, size)
			}
		}
	}
}

// verify reads and verifies.
func verify(text []byte, v transparency.Verifiers) error {
	r, err := transparency.ParseReceipt(text)
	if err != nil {
		return err
	}
	_, err = r.Verify(v)
	return err
}

func TestAnyChangedBitIsNoticed(t *testing.T) {
	key, own := keys(t, "ledger.bank.example")
	for _, size := range []int{1, 11} {
		good := receipt(t, key, 0, size).Marshal()
		if err := verify(good, own); err != nil {
			t.Fatal(err)
		}
		for i := range len(good) * 8 {
			bad := bytes.Clone(good)
			bad[i/8] ^= 1 << (i % 8)
			if verify(bad, own) == nil {
				t.Errorf("byte %d of %s may be %q", i/8, good, bad[i/8])
			}
		}
	}
}

// TestChangedReceipts is of changes that leave it well-formed.
func TestChangedReceipts(t *testing.T) {
	key, own := keys(t, "ledger.bank.example")
	other := receipt(t, key, 4, 12)
	for what, change := range map[string]func(*transparency.Receipt){
		"another leaf":         func(r *transparency.Receipt) { r.Leaf = other.Leaf },
		"another amount":       func(r *transparency.Receipt) { r.Leaf.Amount++ },
		"another place":        func(r *transparency.Receipt) { r.LeafIndex++ },
		"outside":              func(r *transparency.Receipt) { r.LeafIndex = 11 },
		"before the first":     func(r *transparency.Receipt) { r.LeafIndex = -1 },
		"less proof":           func(r *transparency.Receipt) { r.Proof = r.Proof[1:] },
		"more proof":           func(r *transparency.Receipt) { r.Proof = append(r.Proof, r.Proof[0]) },
		"another's proof":      func(r *transparency.Receipt) { r.Proof = other.Proof },
		"another checkpoint":   func(r *transparency.Receipt) { r.Checkpoint = other.Checkpoint },
		"no signature":         func(r *transparency.Receipt) { r.Checkpoint, _, _ = strings.Cut(r.Checkpoint, "—") },
		"the signature twice":  func(r *transparency.Receipt) { r.Checkpoint += r.Checkpoint[strings.Index(r.Checkpoint, "—"):] },
		"a stranger signs too": func(r *transparency.Receipt) { r.Checkpoint += "— stranger AAAAAAAA\n" },
	} {
		r := receipt(t, key, 3, 11)
		change(&r)
		if err := verify(r.Marshal(), own); err == nil {
			t.Errorf("%s is not noticed", what)
		}
	}
}

func TestReceiptMayBeIndented(t *testing.T) {
	key, own := keys(t, "ledger.bank.example")
	var indented bytes.Buffer
	if err := json.Indent(&indented, receipt(t, key, 3, 11).Marshal(), "", "  "); err != nil {
		t.Fatal(err)
	}
	if err := verify(append(indented.Bytes(), '\n'), own); err != nil {
		t.Errorf("%v in %s", err, &indented)
	}
}

func TestReceiptIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := transparency.Receipt{
			Leaf:       anyLeaf.Draw(t, "leaf"),
			LeafIndex:  rapid.Int64().Draw(t, "index"),
			Checkpoint: rapid.String().Draw(t, "checkpoint"),
		}
		got, err := transparency.ParseReceipt(r.Marshal())
		if err != nil {
			t.Fatal(err)
		}
		if got.Leaf != r.Leaf || got.LeafIndex != r.LeafIndex || got.Checkpoint != r.Checkpoint {
			t.Errorf("got %+v, want %+v", got, r)
		}
	})
}

func FuzzReceipt(f *testing.F) {
	key, own := keys(f, "ledger.bank.example")
	for _, size := range []int{1, 2, 7} {
		f.Add(receipt(f, key, 0, size).Marshal())
	}
	f.Add([]byte(`{"version":1,"leaf":null,"leaf_index":-1,"proof":null,"checkpoint":""}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := transparency.ParseReceipt(text)
		if err != nil {
			return
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, text); err != nil || !bytes.Equal(compact.Bytes(), r.Marshal()) {
			t.Errorf("%s is taken for %s (%v)", text, r.Marshal(), err)
		}
		_, _ = r.Verify(own) // whatever it finds, it returns
	})
}
