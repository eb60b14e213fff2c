package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
)

// Session is one log-in. It lasts as long as its refresh token, of which only
// a hash is kept: whoever reads the table cannot use it to log in.
type Session struct {
	ID               uuid.UUID // also the id of the refresh token
	Username         string
	RefreshTokenHash []byte // as HashRefreshToken returns it
	UserAgent        string
	ClientIP         string
	Blocked          bool
	ExpiresAt        time.Time
	CreatedAt        time.Time
}

// HashRefreshToken returns the SHA-256 of the token. A fast hash is enough for
// a random value nobody could guess.
func HashRefreshToken(refreshToken string) []byte {
	sum := sha256.Sum256([]byte(refreshToken))
	return sum[:]
}

// CheckRenewal returns nil if the user may get a new access token at the given time by
// showing the refresh token, else a fault.SessionInvalid error that says why
// not.
func (s Session) CheckRenewal(username, refreshToken string, now time.Time) error {
	switch {
	case s.Blocked:
		return fault.New(fault.SessionInvalid, "the session is blocked")
	case s.Username != username:
		return fault.New(fault.SessionInvalid, "the session is another user's")
	case subtle.ConstantTimeCompare(s.RefreshTokenHash, HashRefreshToken(refreshToken)) != 1:
		return fault.New(fault.SessionInvalid, "the session has another refresh token")
	case !now.Before(s.ExpiresAt):
		return fault.New(fault.SessionInvalid, "the session has expired")
	}
	return nil
}
