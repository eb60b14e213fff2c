package token

import (
	"fmt"

	"aidanwoods.dev/go-paseto"

	"example.com/simplebank/libs/fault"
)

// KeySize is the size of a key in bytes.
const KeySize = 32

// Key is the symmetric key that tokens are made and verified with. It prints as
// "[secret]".
type Key struct{ key paseto.V4SymmetricKey }

// UnmarshalText makes the key of exactly [KeySize] bytes. The error never has
// the bytes in it.
func (k *Key) UnmarshalText(text []byte) error {
	if len(text) != KeySize {
		return fmt.Errorf("a key has %d bytes, not %d", KeySize, len(text))
	}
	key, err := paseto.V4SymmetricKeyFromBytes(text)
	if err != nil {
		return fault.During("make a token key", err)
	}
	k.key = key
	return nil
}

// String keeps the key out of logs.
func (Key) String() string { return "[secret]" }

// GoString keeps the key out of logs.
func (Key) GoString() string { return "[secret]" }
