package transparency

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const receiptVersion = 1

// Receipt proves that a leaf is in the log: it has the leaf, its place, the
// hashes that lead from it to the root of the tree, and the checkpoint that the
// log has signed for that root.
type Receipt struct {
	Leaf       Leaf
	LeafIndex  int64
	Proof      tlog.RecordProof
	Checkpoint string
}

// receiptJSON has the members of a receipt, for reading.
type receiptJSON struct {
	Version    int             `json:"version"`
	Leaf       json.RawMessage `json:"leaf"`
	LeafIndex  int64           `json:"leaf_index"`
	Proof      []tlog.Hash     `json:"proof"`
	Checkpoint string          `json:"checkpoint"`
}

// Marshal returns the receipt as JSON, its members in this order and without
// white space.
func (r Receipt) Marshal() []byte {
	text := []byte(`{"version":` + strconv.Itoa(receiptVersion) + `,"leaf":`)
	text = append(text, r.Leaf.Marshal()...)
	text = append(text, `,"leaf_index":`...)
	text = strconv.AppendInt(text, r.LeafIndex, 10)
	text = append(text, `,"proof":[`...)
	for i, hash := range r.Proof {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, `"`+hash.String()+`"`...)
	}
	text = append(text, `],"checkpoint":`...)
	text = appendString(text, r.Checkpoint)
	return append(text, '}')
}

// ParseReceipt reads what Marshal writes. White space may be added between the
// members, as what shows JSON to people does, but nothing else may differ: a
// receipt that was tampered with is to be refused even where it would still say
// the same.
func ParseReceipt(text []byte) (Receipt, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return Receipt{}, errors.New("the receipt is not JSON")
	}
	var members receiptJSON
	if err := json.Unmarshal(compact.Bytes(), &members); err != nil {
		return Receipt{}, errors.New("the receipt is malformed")
	}
	if members.Version != receiptVersion {
		return Receipt{}, fmt.Errorf("the receipt is of version %d, this program knows version %d only", members.Version, receiptVersion)
	}
	leaf, err := ParseLeaf(members.Leaf)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Leaf: leaf, LeafIndex: members.LeafIndex, Proof: members.Proof, Checkpoint: members.Checkpoint}
	if !bytes.Equal(receipt.Marshal(), compact.Bytes()) {
		return Receipt{}, errors.New("the receipt is not written as receipts are")
	}
	return receipt, nil
}

// Verify returns the tree that the receipt proves the leaf to be in, of a
// checkpoint that one of the keys has signed, and no other.
func (r Receipt) Verify(v Verifiers) (tlog.Tree, error) {
	tree, signature, err := v.open([]byte(r.Checkpoint))
	if err != nil {
		return tlog.Tree{}, err
	}
	if err := checkSignature(r.Checkpoint, signature); err != nil {
		return tlog.Tree{}, err
	}
	if r.LeafIndex < 0 || r.LeafIndex >= tree.N {
		return tlog.Tree{}, fmt.Errorf("there is no leaf %d in the tree, whose size is %d", r.LeafIndex, tree.N)
	}
	if tlog.CheckRecord(r.Proof, tree.N, tree.Hash, r.LeafIndex, r.Leaf.Hash()) != nil {
		return tlog.Tree{}, fmt.Errorf("the transfer is not leaf %d of the tree that was signed", r.LeafIndex)
	}
	return tree, nil
}

// checkSignature returns an error unless the checkpoint ends in that signature
// alone, written in the one way. A note may have more, and its base64 may have
// bits that do not count.
func checkSignature(checkpoint string, s note.Signature) error {
	text, _, _ := strings.Cut(checkpoint, "\n\n")
	if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil ||
		checkpoint != fmt.Sprintf("%s\n\n— %s %s\n", text, s.Name, s.Base64) {
		return errors.New("the checkpoint does not have one signature, written as signatures are")
	}
	return nil
}

// Log returns the name of the log, as the checkpoint has it.
func (r Receipt) Log() string {
	name, _, _ := strings.Cut(r.Checkpoint, "\n")
	return name
}
