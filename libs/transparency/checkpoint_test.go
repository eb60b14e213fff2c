package transparency_test

import (
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/transparency"
)

func TestCheckpoint(t *testing.T) {
	key, own := keys(t, "ledger.bank.example")
	_, others := keys(t, "ledger.bank.example")
	_, tree := newLog(t, leaf(0).Hash(), leaf(1).Hash(), leaf(2).Hash())
	checkpoint, err := key.Sign(tree)
	if err != nil {
		t.Fatal(err)
	}
	begin := "ledger.bank.example\n3\n" + tree.Hash.String() + "\n\n— ledger.bank.example "
	if !strings.HasPrefix(string(checkpoint), begin) {
		t.Errorf("checkpoint %s", checkpoint)
	}
	if again, err := key.Sign(tree); err != nil || string(again) != string(checkpoint) {
		t.Errorf("signed again: %s, %v", again, err)
	}
	for name, verifiers := range map[string]transparency.Verifiers{
		"own": own, "own twice": append(own, own...), "own and another": append(others, own...),
	} {
		if got, err := verifiers.Open(checkpoint); err != nil || got != tree {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := others.Open(checkpoint); err == nil || !strings.Contains(err.Error(), "is not signed by ledger.bank.example+") {
		t.Errorf("another key: %v", err)
	}
	forged := strings.Replace(string(checkpoint), "\n3\n", "\n4\n", 1)
	if _, err := own.Open([]byte(forged)); err == nil || !strings.Contains(err.Error(), "signature by ledger.bank.example+") {
		t.Errorf("forged: %v", err)
	}
}

// TestSignedNonsense is of notes with a good signature that are no checkpoints
// that can be worked with.
func TestSignedNonsense(t *testing.T) {
	signer, verifier, err := transparency.GenerateKey("bank")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	var own transparency.Verifiers
	if err := own.UnmarshalText([]byte(verifier)); err != nil {
		t.Fatal(err)
	}
	root := tlog.Hash{1}.String()
	for text, good := range map[string]bool{
		"bank\n3\n" + root + "\n":                                       true,
		"bank\n3\n" + root + "\nextension\n":                            true,
		"other\n3\n" + root + "\n":                                      false,
		"bank\n03\n" + root + "\n":                                      false,
		"bank\n-3\n" + root + "\n":                                      false,
		"bank\n4611686018427387905\n" + root + "\n":                     false, // tlog would loop for ever
		"bank\n3\n" + root[:40] + "\n":                                  false,
		"bank\n3\n" + strings.Replace(root, "AAAA=", "AAAB=", 1) + "\n": false,
		"bank\n3\n" + root + "\n\nextension\n":                          false,
		"bank\n3\n":                                                     false,
	} {
		checkpoint, err := note.Sign(&note.Note{Text: text}, s)
		if err != nil {
			t.Fatal(err)
		}
		if tree, err := own.Open(checkpoint); (err == nil) != good {
			t.Errorf("%q: %v, %v", text, tree, err)
		}
	}
}
