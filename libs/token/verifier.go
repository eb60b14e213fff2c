package token

import (
	"crypto/sha256"
	"sync"
	"time"
)

// maxRemembered is how many tokens a [Verifier] remembers: less than a megabyte.
const maxRemembered = 2048

// Verifier verifies access tokens. A caller shows the same one with each request, and
// to decrypt it takes longer than all else there is to read in most: it is decrypted
// once and remembered. Its methods may be called concurrently.
type Verifier struct {
	key Key

	mu sync.Mutex
	// remembered are claims by the digest of their token, so that no token is kept.
	// Only what the key was used for gets in.
	remembered map[[sha256.Size]byte]Claims
}

// NewVerifier returns a verifier of the tokens that the key issues.
func NewVerifier(key Key) *Verifier {
	return &Verifier{key: key, remembered: map[[sha256.Size]byte]Claims{}}
}

// Verify is [Key.Verify] of an access token.
func (v *Verifier) Verify(token string, now time.Time) (Claims, error) {
	digest := sha256.Sum256([]byte(token))
	v.mu.Lock()
	claims, known := v.remembered[digest]
	v.mu.Unlock()
	if known {
		return claims.at(Access, now)
	}
	claims, err := v.key.Verify(Access, token, now)
	if err != nil {
		return Claims{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.remembered) >= maxRemembered {
		clear(v.remembered) // those in use are back soon
	}
	v.remembered[digest] = claims
	return claims, nil
}
