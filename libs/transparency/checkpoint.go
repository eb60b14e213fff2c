package transparency

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
)

// maxSize is the largest tree that is dealt with: far more leaves than there
// ever are, and far from where tlog's arithmetic overflows, which it does not
// notice.
const maxSize = 1 << 50

// EmptyTree is the tree of a log without leaves.
func EmptyTree() tlog.Tree {
	hash, _ := tlog.TreeHash(0, nil) // it reads nothing
	return tlog.Tree{Hash: hash}
}

// Sign returns the signed checkpoint of the tree. The same tree always gets the
// same checkpoint.
func (k Key) Sign(tree tlog.Tree) ([]byte, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", k.signer.Name(), tree.N, tree.Hash)
	checkpoint, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return nil, fault.During("sign checkpoint", err)
	}
	return checkpoint, nil
}

// Open returns the tree of a checkpoint that one of the keys has signed.
// Signatures by other keys do not matter.
func (v Verifiers) Open(checkpoint []byte) (tlog.Tree, error) {
	tree, _, err := v.open(checkpoint)
	return tree, err
}

// ReadCheckpoint returns the tree of a checkpoint, whoever has signed it.
func ReadCheckpoint(checkpoint []byte) (tlog.Tree, error) {
	text, _, signed := strings.Cut(string(checkpoint), "\n\n")
	if !signed {
		return tlog.Tree{}, errors.New("the checkpoint is not a signed note")
	}
	_, tree, err := parseTree(text + "\n")
	return tree, err
}

// open returns the verified signature besides the tree.
func (v Verifiers) open(checkpoint []byte) (tlog.Tree, note.Signature, error) {
	var none tlog.Tree
	opened, err := note.Open(checkpoint, note.VerifierList(v.distinct()...))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return none, note.Signature{}, fmt.Errorf("the checkpoint is not signed by %s", v)
	case errors.As(err, &invalid):
		return none, note.Signature{}, fmt.Errorf("the checkpoint's signature by %s+%08x is wrong", invalid.Name, invalid.Hash)
	case err != nil:
		return none, note.Signature{}, fmt.Errorf("the checkpoint is not a signed note: %w", err)
	}
	origin, tree, err := parseTree(opened.Text)
	if err != nil {
		return none, note.Signature{}, err
	}
	i := slices.IndexFunc(opened.Sigs, func(s note.Signature) bool { return s.Name == origin })
	if i < 0 {
		return none, note.Signature{}, fmt.Errorf("the checkpoint is of %q, but signed by another", origin)
	}
	return tree, opened.Sigs[i], nil
}

// distinct returns each key once: a list of verifiers takes two for a forgery.
func (v Verifiers) distinct() (all []note.Verifier) {
	for _, verifier := range v {
		same := func(other note.Verifier) bool {
			return other.Name() == verifier.Name() && other.KeyHash() == verifier.KeyHash()
		}
		if !slices.ContainsFunc(all, same) {
			all = append(all, verifier)
		}
	}
	return all
}

// parseTree reads the text of a checkpoint: the origin, the size and the root
// hash, a line each. Lines after these may come, and are extensions.
func parseTree(text string) (origin string, tree tlog.Tree, err error) {
	malformed := errors.New("what is signed is not a checkpoint")
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || slices.Contains(lines[:len(lines)-1], "") {
		return "", tlog.Tree{}, malformed
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxSize || strconv.FormatInt(size, 10) != lines[1] {
		return "", tlog.Tree{}, malformed
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return "", tlog.Tree{}, malformed
	}
	return lines[0], tlog.Tree{N: size, Hash: tlog.Hash(root)}, nil
}
