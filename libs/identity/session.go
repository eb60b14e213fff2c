package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
)

// Session is one log-in. Each renewal replaces its refresh token by another that
// expires at the same time. Only a hash of the newest is kept: whoever reads the
// table cannot use it to log in.
type Session struct {
	ID               uuid.UUID // its refresh tokens name it
	Username         string
	RefreshTokenHash []byte // as HashRefreshToken returns it
	UserAgent        string // at the log-in, as ClientIP
	ClientIP         string
	Blocked          bool // ended before it expired
	ExpiresAt        time.Time
	CreatedAt        time.Time
	RenewedAt        time.Time // of the newest refresh token
}

// ErrTokenReused is the fault.SessionInvalid error that tells of a refresh token
// shown a second time. Two may hold it, and which of them stole it cannot be
// told: the session has to end for both (RFC 9700, 4.14.2).
var ErrTokenReused = fault.New(fault.SessionInvalid, "the refresh token was used before, so its session has been ended: log in again")

// HashRefreshToken returns the SHA-256 of the token. A fast hash is enough for
// a random value nobody could guess.
func HashRefreshToken(refreshToken string) []byte {
	sum := sha256.Sum256([]byte(refreshToken))
	return sum[:]
}

// CheckRenewal returns nil if the user may get new tokens at the given time by
// showing the refresh token, else a fault.SessionInvalid error that says why
// not. The token must be known to be one of the session's: if it is not the
// newest, the error is [ErrTokenReused].
func (s Session) CheckRenewal(username, refreshToken string, now time.Time) error {
	switch {
	case s.Blocked:
		return fault.New(fault.SessionInvalid, "the session has been ended: log in again")
	case s.Username != username:
		return fault.New(fault.SessionInvalid, "the session is another user's")
	case !now.Before(s.ExpiresAt):
		return fault.New(fault.SessionInvalid, "the session has expired")
	case subtle.ConstantTimeCompare(s.RefreshTokenHash, HashRefreshToken(refreshToken)) != 1:
		return ErrTokenReused
	}
	return nil
}
