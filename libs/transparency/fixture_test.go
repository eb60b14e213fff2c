package transparency_test

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/transparency"
)

// keys returns a new key of the name, and what verifies it.
func keys(t testing.TB, name string) (transparency.Key, transparency.Verifiers) {
	t.Helper()
	signer, verifier, err := transparency.GenerateKey(name)
	if err != nil {
		t.Fatal(err)
	}
	var key transparency.Key
	var verifiers transparency.Verifiers
	if err := key.UnmarshalText([]byte(signer)); err != nil {
		t.Fatal(err)
	}
	if err := verifiers.UnmarshalText([]byte(verifier)); err != nil {
		t.Fatal(err)
	}
	return key, verifiers
}

var anyLeaf = rapid.Custom(func(t *rapid.T) transparency.Leaf {
	leaf := transparency.Leaf{
		TransferID:         rapid.Int64Min(1).Draw(t, "transfer"),
		FromAccountID:      rapid.Int64Min(1).Draw(t, "from"),
		ToAccountID:        rapid.Int64Min(1).Draw(t, "to"),
		Amount:             money.Amount(rapid.Int64Min(1).Draw(t, "amount")),
		Currency:           rapid.SampledFrom(money.Currencies()).Draw(t, "currency"),
		ReversesTransferID: rapid.Int64Min(0).Draw(t, "reverses"),
		PostsTransferID:    rapid.Int64Min(0).Draw(t, "posts"),
		Reference:          rapid.String().Draw(t, "reference"),
		Metadata:           rapid.String().Draw(t, "metadata"),
		CreatedAt:          time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "created")).UTC(),
	}
	copy(leaf.Salt[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "salt"))
	return leaf
})

// leaf returns the n'th of the leaves of tests.
func leaf(n int) transparency.Leaf {
	return transparency.Leaf{
		TransferID: int64(n) + 1, FromAccountID: 7, ToAccountID: 8, Amount: 2500, Currency: money.USD,
		Reference: fmt.Sprint("invoice ", n), Metadata: `{"order":7.00}`,
		CreatedAt: time.Date(2026, 11, 25, 2, 21, 46, 123456000, time.UTC), Salt: transparency.Salt{1, 2, 3},
	}
}

// fullLog is a log of which all hashes are kept, as tlog does it.
type fullLog []tlog.Hash

func (l fullLog) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		hashes = append(hashes, l[index])
	}
	return hashes, nil
}

// newLog returns a log of the leaves, and its tree.
func newLog(t testing.TB, leaves ...tlog.Hash) (fullLog, tlog.Tree) {
	t.Helper()
	var log fullLog
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(int64(i), leaf, log)
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, hashes...)
	}
	root, err := tlog.TreeHash(int64(len(leaves)), log)
	if err != nil {
		t.Fatal(err)
	}
	return log, tlog.Tree{N: int64(len(leaves)), Hash: root}
}

// receipt returns a receipt for one of the leaves of a log of a size.
func receipt(t testing.TB, key transparency.Key, index, size int) transparency.Receipt {
	t.Helper()
	var leaves []tlog.Hash
	for n := range size {
		leaves = append(leaves, leaf(n).Hash())
	}
	log, tree := newLog(t, leaves...)
	checkpoint, err := key.Sign(tree)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := tlog.ProveRecord(tree.N, int64(index), log)
	if err != nil {
		t.Fatal(err)
	}
	return transparency.Receipt{Leaf: leaf(index), LeafIndex: int64(index), Proof: proof, Checkpoint: string(checkpoint)}
}
