// Package token issues and verifies the bearer tokens of the bank: PASETO
// v4.local, encrypted and authenticated with one symmetric key.
package token

import (
	"errors"
	"time"

	"aidanwoods.dev/go-paseto"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
)

// Kind says what a token is good for. It is the token's audience: verifying as
// one kind refuses every other.
type Kind string

const (
	// Access tokens authorize requests.
	Access Kind = "access"
	// Refresh tokens are good for new tokens only, each of them once.
	Refresh Kind = "refresh"
)

// sessionClaim names the session in an access token.
const sessionClaim = "sid"

// Claims is what a token says.
type Claims struct {
	// SessionID is the log-in that the token comes from; uuid.Nil in an access
	// token of a release that did not say.
	SessionID uuid.UUID
	Username  string
	IssuedAt  time.Time // UTC, to the microsecond
	ExpiresAt time.Time // UTC, to the microsecond
}

// Issue returns a token of the given kind for a session of the user, and its
// claims. It is valid from now for the given lifetime. Two tokens are never the
// same.
func (k Key) Issue(kind Kind, session uuid.UUID, username string, now time.Time, lifetime time.Duration) (string, Claims, error) {
	// Microseconds are what PostgreSQL keeps: a session expires exactly with
	// its refresh token.
	issued := now.UTC().Truncate(time.Microsecond)
	claims := Claims{SessionID: session, Username: username, IssuedAt: issued, ExpiresAt: issued.Add(lifetime).Truncate(time.Microsecond)}

	t := paseto.NewToken()
	if kind == Refresh {
		// As in the release before: while this one is rolled out, either renews.
		t.SetJti(session.String())
	} else {
		id, err := uuid.NewRandom()
		if err != nil {
			return "", Claims{}, fault.During("make a token id", err)
		}
		t.SetJti(id.String())
		t.SetString(sessionClaim, session.String())
	}
	t.SetSubject(claims.Username)
	t.SetAudience(string(kind))
	// The library's setters of times cut the fraction of the second off.
	t.SetString("iat", claims.IssuedAt.Format(time.RFC3339Nano))
	t.SetString("exp", claims.ExpiresAt.Format(time.RFC3339Nano))
	return t.V4Encrypt(k.key, nil), claims, nil
}

// Verify returns the claims of a token of the given kind, or a
// fault.InvalidToken error for any token that is not one, was not issued with
// this key, or has expired. The reason is not told: it is of use to forgers
// only.
func (k Key) Verify(kind Kind, token string, now time.Time) (Claims, error) {
	parser := paseto.MakeParser([]paseto.Rule{paseto.ForAudience(string(kind))})
	t, err := parser.ParseV4Local(k.key, token, nil)
	if err != nil {
		return Claims{}, invalid(kind)
	}
	claims, err := read(kind, t)
	if err != nil {
		return Claims{}, invalid(kind)
	}
	return claims.at(kind, now)
}

// at returns the claims unless they have expired.
func (c Claims) at(kind Kind, now time.Time) (Claims, error) {
	if !now.Before(c.ExpiresAt) {
		return Claims{}, invalid(kind)
	}
	return c, nil
}

func invalid(kind Kind) error {
	return fault.New(fault.InvalidToken, "the %s token is invalid or has expired", kind)
}

func read(kind Kind, t *paseto.Token) (Claims, error) {
	jti, jtiErr := t.GetJti()
	username, subErr := t.GetSubject()
	issued, iatErr := t.GetIssuedAt()
	expires, expErr := t.GetExpiration()
	if err := errors.Join(jtiErr, subErr, iatErr, expErr); err != nil {
		return Claims{}, err
	}
	session, err := readSession(kind, jti, t)
	if err != nil {
		return Claims{}, err
	}
	return Claims{SessionID: session, Username: username, IssuedAt: issued.UTC(), ExpiresAt: expires.UTC()}, nil
}

// readSession returns the session that the token names, if it does.
func readSession(kind Kind, jti string, t *paseto.Token) (uuid.UUID, error) {
	if kind == Refresh {
		return uuid.Parse(jti)
	}
	session, err := t.GetString(sessionClaim)
	if err != nil { // of the release before
		return uuid.Nil, nil
	}
	return uuid.Parse(session)
}
