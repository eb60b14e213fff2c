package token_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/token"
)

func TestVerifier(t *testing.T) {
	key := newKey(t, keyText)
	access, issued, err := key.Issue(token.Access, session, "alice", now, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	refresh, _, err := key.Issue(token.Refresh, session, "alice", now, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	v := token.NewVerifier(key)
	for _, attempt := range []string{"first", "remembered"} {
		got, err := v.Verify(access, now)
		if diff := cmp.Diff(issued, got); diff != "" || err != nil {
			t.Errorf("%s: %v; claims issued and verified differ (-issued +verified):\n%s", attempt, err, diff)
		}
		for name, text := range map[string]string{"changed": flip(access), "refresh": refresh, "empty": ""} {
			if got, err := v.Verify(text, now); !errors.Is(err, fault.InvalidToken) {
				t.Errorf("%s, %s token: %+v, %v; want invalid_token", attempt, name, got, err)
			}
		}
	}
	if got, err := v.Verify(access, issued.ExpiresAt); !errors.Is(err, fault.InvalidToken) {
		t.Errorf("remembered and expired: %+v, %v; want invalid_token", got, err)
	}
}

// TestVerifierForgets has more tokens than it remembers, from many callers at once.
func TestVerifierForgets(t *testing.T) {
	key := newKey(t, keyText)
	v := token.NewVerifier(key)
	done := make(chan error)
	const callers = 4
	for range callers {
		go func() {
			for range 2500 / callers {
				text, _, err := key.Issue(token.Access, session, "alice", now, time.Minute)
				if err == nil {
					_, err = v.Verify(text, now)
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range callers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := token.Remembered(v); n > token.MaxRemembered {
		t.Errorf("%d tokens are remembered, %d at most", n, token.MaxRemembered)
	}
}

func BenchmarkVerify(b *testing.B) {
	key := newKey(b, keyText)
	access, _, err := key.Issue(token.Access, session, "alice", now, time.Minute)
	if err != nil {
		b.Fatal(err)
	}
	v := token.NewVerifier(key)
	for name, verify := range map[string]func() (token.Claims, error){
		"decrypted":  func() (token.Claims, error) { return key.Verify(token.Access, access, now) },
		"remembered": func() (token.Claims, error) { return v.Verify(access, now) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := verify(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
