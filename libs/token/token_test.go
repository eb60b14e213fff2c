package token_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"aidanwoods.dev/go-paseto"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/token"
)

const keyText = "0123456789abcdef0123456789abcdef"

var session = uuid.MustParse("6ba7b810-9dad-41d1-80b4-00c04fd430c8")

var now = time.Date(2026, 1, 2, 3, 4, 5, 678901234, time.FixedZone("CET", 3600))

func newKey(t testing.TB, text string) token.Key {
	t.Helper()
	var key token.Key
	if err := key.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestRoundTrip(t *testing.T) {
	key := newKey(t, keyText)
	for _, kind := range []token.Kind{token.Access, token.Refresh} {
		text, issued, err := key.Issue(kind, session, "alice", now, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(text, "v4.local.") {
			t.Errorf("token %q is not PASETO v4.local", text)
		}
		got, err := key.Verify(kind, text, now)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(issued, got); diff != "" {
			t.Errorf("claims issued and verified differ (-issued +verified):\n%s", diff)
		}
		if got.SessionID != session || got.Username != "alice" || got.ExpiresAt.Sub(got.IssuedAt) != time.Minute || got.IssuedAt.Location() != time.UTC {
			t.Errorf("claims = %+v", got)
		}
	}
}

func TestTokensDiffer(t *testing.T) {
	key := newKey(t, keyText)
	for _, kind := range []token.Kind{token.Access, token.Refresh} {
		first, _, err := key.Issue(kind, session, "alice", now, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		second, _, err := key.Issue(kind, session, "alice", now, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if first == second {
			t.Errorf("two %s tokens of one moment are the same", kind)
		}
	}
}

// TestTokensOfTheReleaseBefore is of tokens that do not name their session.
func TestTokensOfTheReleaseBefore(t *testing.T) {
	key := newKey(t, keyText)
	rawKey, err := paseto.V4SymmetricKeyFromBytes([]byte(keyText))
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[token.Kind]uuid.UUID{
		token.Access:  uuid.Nil,
		token.Refresh: session, // its id was the session's
	} {
		old := paseto.NewToken()
		old.SetJti(session.String())
		old.SetSubject("alice")
		old.SetAudience(string(kind))
		old.SetIssuedAt(now)
		old.SetExpiration(now.Add(time.Minute))
		got, err := key.Verify(kind, old.V4Encrypt(rawKey, nil), now)
		if err != nil || got.SessionID != want {
			t.Errorf("%s token: session %s, %v; want %s", kind, got.SessionID, err, want)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	key := newKey(t, keyText)
	access, claims, err := key.Issue(token.Access, session, "alice", now, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	refresh, _, err := key.Issue(token.Refresh, session, "alice", now, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	rawKey, err := paseto.V4SymmetricKeyFromBytes([]byte(keyText))
	if err != nil {
		t.Fatal(err)
	}
	bare := paseto.NewToken()
	bare.SetAudience(string(token.Access))
	signed := paseto.NewToken()
	signed.SetAudience(string(token.Access))

	tests := []struct {
		name  string
		key   token.Key
		kind  token.Kind
		token string
		at    time.Time
	}{
		{"empty", key, token.Access, "", now},
		{"garbage", key, token.Access, "v4.local.garbage", now},
		{"one character changed", key, token.Access, flip(access), now},
		{"other key", newKey(t, strings.Repeat("k", 32)), token.Access, access, now},
		{"refresh as access", key, token.Access, refresh, now},
		{"access as refresh", key, token.Refresh, access, now},
		{"expired", key, token.Access, access, claims.ExpiresAt},
		{"without claims", key, token.Access, bare.V4Encrypt(rawKey, nil), now},
		{"public token", key, token.Access, signed.V4Sign(paseto.NewV4AsymmetricSecretKey(), nil), now},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := tt.key.Verify(tt.kind, tt.token, tt.at); !errors.Is(err, fault.InvalidToken) {
				t.Errorf("Verify = %+v, %v; want invalid_token", got, err)
			}
		})
	}
	if _, err := key.Verify(token.Access, access, claims.ExpiresAt.Add(-time.Microsecond)); err != nil {
		t.Errorf("Verify just before the expiry: %v", err)
	}
}

// flip changes a character in the middle of the token.
func flip(text string) string {
	i := len(text) / 2
	c := byte('A')
	if text[i] == c {
		c = 'B'
	}
	return text[:i] + string(c) + text[i+1:]
}

func TestKeyNeedsExactly32Bytes(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("x", 31), strings.Repeat("x", 33)} {
		var key token.Key
		err := key.UnmarshalText([]byte(text))
		if err == nil {
			t.Errorf("a key of %d bytes was taken", len(text))
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestKeyIsNotPrinted(t *testing.T) {
	key := newKey(t, keyText)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, key); got != "[secret]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}
