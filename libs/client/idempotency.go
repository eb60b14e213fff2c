package client

import (
	"crypto/rand"
	"errors"
	"strings"
)

// maxKey is the longest Idempotency-Key that the bank takes, in characters.
const maxKey = 255

// Option is an option of a call that moves money.
type Option func(*request)

// WithKey has the call use this Idempotency-Key, 1 to 255 characters of printable
// ASCII, where else it makes one of its own. The same call with the same key
// moves the money once, whoever makes it again and when, for 24 hours.
func WithKey(key string) Option { return func(r *request) { r.key = key } }

// move returns a request that moves money.
func move(path string, body any, options []Option) (request, error) {
	r := request{method: "POST", path: path, body: body, key: rand.Text()}
	for _, option := range options {
		option(&r)
	}
	if r.key == "" || len(r.key) > maxKey || strings.ContainsFunc(r.key, func(c rune) bool { return c < ' ' || c > '~' }) {
		return request{}, errors.New("an idempotency key must be 1 to 255 characters of printable ASCII")
	}
	return r, nil
}

// quote writes a key as a string of structured fields (RFC 8941, 3.3.3).
func quote(key string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(key) + `"`
}
