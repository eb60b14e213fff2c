// Package transparency has the pure part of the bank's tamper-evident log: what
// a transfer's leaf is made of, how the Merkle tree (RFC 6962) over the leaves
// grows, the signed checkpoints of the tree (C2SP tlog-checkpoint), and receipts
// that prove to anybody, without the bank, that a transfer is in the log.
//
// docs/receipts.md defines the formats. Nothing here does I/O.
package transparency

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"example.com/simplebank/libs/fault"
)

// NameAccepts says what the name of a key may be.
const NameAccepts = "a name without spaces, control characters and +, such as ledger.bank.example"

// GenerateKey returns a new pair of keys for the log of that name: the signer's,
// a secret, for [Key], and the verifier's, for everybody.
func GenerateKey(name string) (signer, verifier string, err error) {
	unfit := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' }
	if name == "" || !utf8.ValidString(name) || strings.ContainsFunc(name, unfit) {
		return "", "", errors.New("the name must be " + NameAccepts)
	}
	signer, verifier, err = note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", "", fault.During("generate key", err)
	}
	return signer, verifier, nil
}

// Key signs checkpoints. Its name is the log's. It prints as "[secret]".
type Key struct {
	signer   note.Signer
	verifier note.Verifier
	public   string // the verifier's key as text
}

// UnmarshalText takes the signer's key that [GenerateKey] returns. The error
// never has the key in it.
func (k *Key) UnmarshalText(text []byte) error {
	signer, err := note.NewSigner(string(text))
	if err != nil {
		return errors.New("not a signer's key")
	}
	// PRIVATE+KEY+name+hash+ and, in base64, a byte for the algorithm and the
	// seed, as NewSigner has seen.
	parts := strings.SplitN(string(text), "+", 5)
	encoded, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil {
		return errors.New("not a signer's key")
	}
	public := ed25519.NewKeyFromSeed(encoded[1:]).Public().(ed25519.PublicKey)
	verifierKey, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return fault.During("make verifier's key", err)
	}
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return fault.During("make verifier", err)
	}
	*k = Key{signer: signer, verifier: verifier, public: verifierKey}
	return nil
}

// String keeps the key out of logs.
func (Key) String() string { return "[secret]" }

// GoString keeps the key out of logs.
func (Key) GoString() string { return "[secret]" }

// Summary tells the key that verifies what this one signs.
func (k Key) Summary() string { return "[secret], verified by " + k.public }

// Verifiers verify checkpoints, each by one key.
type Verifiers []note.Verifier

// UnmarshalText takes verifiers' keys with commas between.
func (v *Verifiers) UnmarshalText(text []byte) error {
	var verifiers Verifiers
	for part := range strings.SplitSeq(string(text), ",") {
		verifier, err := note.NewVerifier(strings.TrimSpace(part))
		if err != nil {
			return errors.New("not a verifier's key")
		}
		verifiers = append(verifiers, verifier)
	}
	*v = verifiers
	return nil
}

// String names the keys, each with its hash.
func (v Verifiers) String() string {
	var names []string
	for _, verifier := range v {
		names = append(names, fmt.Sprintf("%s+%08x", verifier.Name(), verifier.KeyHash()))
	}
	return strings.Join(names, ",")
}

// Keys are those of a log: what it is signed with, and whose checkpoints it may
// be continued from besides, as when the key is changed.
type Keys struct {
	Signer  Key
	Trusted Verifiers
}

// Verifiers returns what verifies the log's checkpoints. There may be no signer.
func (k Keys) Verifiers() Verifiers {
	if k.Signer.verifier == nil {
		return k.Trusted
	}
	return append(Verifiers{k.Signer.verifier}, k.Trusted...)
}
