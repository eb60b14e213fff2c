// Package password stores passwords as bcrypt hashes.
package password

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"

	"example.com/simplebank/libs/fault"
)

const (
	minRunes = 6
	// maxBytes is as much as bcrypt takes in; it would cut the rest off unread.
	maxBytes = 72
)

// Accepts says which passwords [Check] accepts.
var Accepts = fmt.Sprintf("%d characters to %d bytes of UTF-8 without NUL", minRunes, maxBytes)

// Check returns a fault.InvalidArgument error for a password that is too short
// to be safe or that bcrypt would not take in whole. NUL is among the latter:
// bcrypt repeats the password with NUL between, so that "a\x00a" is as good as
// "a".
func Check(password string) error {
	if utf8.RuneCountInString(password) < minRunes || !hashable(password) {
		return fault.New(fault.InvalidArgument, "password must be %s", Accepts)
	}
	return nil
}

func hashable(password string) bool {
	return len(password) <= maxBytes && utf8.ValidString(password) && !strings.ContainsRune(password, 0)
}

// Hash returns a salted bcrypt hash of the password, or the error of [Check].
// As only so many hashings run at once it may have to wait, which ends with ctx.
func Hash(ctx context.Context, password string) (string, error) {
	if err := Check(password); err != nil {
		return "", err
	}
	var hash []byte
	err := inSlot(ctx, func() (err error) {
		hash, err = bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
		return err
	})
	if err != nil {
		return "", fault.During("hash password", err)
	}
	return string(hash), nil
}

// nobodys is the hash of random bytes that nobody knows, of the cost of all
// hashes. It is a constant so that the first comparison takes no longer than
// others.
const nobodys = "$2a$10$xYSpnGqQEce3LtYH./98geoVyhw0pNWnzickm1Udq.iho0juoWM1W"

// Matches reports whether the hash is the password's. For an unknown user give
// an empty hash: the answer is false, and takes as long as for a known one. It
// waits as [Hash] does.
func Matches(ctx context.Context, hash, password string) (bool, error) {
	// bcrypt would compare the first 72 bytes of a longer password only.
	if !hashable(password) {
		return false, nil
	}
	var matches bool
	err := inSlot(ctx, func() (err error) {
		matches, err = compare(cmp.Or(hash, nobodys), password)
		return err
	})
	return matches && hash != "", err
}

func compare(hash, password string) (bool, error) {
	err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(password))
	if errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		return false, nil
	}
	if err != nil {
		return false, fault.During("compare password with its hash", err)
	}
	return true, nil
}
