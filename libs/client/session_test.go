package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/fault"
)

const renewed = `{"access_token": "new", "refresh_token": "next"}`

func TestSecretsAreNotShown(t *testing.T) {
	s := client.Session{ID: "1", Username: "alice", AccessToken: "hush", RefreshToken: "hush"}
	if text := fmt.Sprintf("%v %+v %s", s, s, s); strings.Contains(text, "hush") || !strings.Contains(text, "alice") {
		t.Errorf("shown: %s", text)
	}
}

// TestRenewalIsNotBrokenOff is of a caller who stops waiting while the bank renews.
func TestRenewalIsNotBrokenOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newScript(t, refusal(401, "invalid_token"), func(w http.ResponseWriter, r *http.Request) {
		cancel()
		time.Sleep(50 * time.Millisecond) // for a client that breaks off to do so
		answer(200, renewed)(w, r)
	}, answer(200, "{}"))
	c := s.client(t, client.Options{})
	if _, err := c.GetAccount(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if got := c.Session(); got.AccessToken != "new" || got.RefreshToken != "next" || got.ID != "s" || got.Username != "alice" {
		t.Errorf("session %+v", got)
	}
	if _, err := c.GetAccount(t.Context(), 1); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestLostRenewal is of a refresh token that may be spent: shown again, it would look
// stolen.
func TestLostRenewal(t *testing.T) {
	s := newScript(t, refusal(401, "invalid_token"), lose)
	if _, err := s.client(t, client.Options{}).Transfer(t.Context(), order); err == nil || !strings.Contains(err.Error(), "renew the session") {
		t.Errorf("error %v", err)
	}
	if len(s.requests()) != 2 {
		t.Errorf("requests %+v", s.requests())
	}
}

// TestTokenIsRenewedOnce is of a bank that takes no token at all.
func TestTokenIsRenewedOnce(t *testing.T) {
	s := newScript(t, refusal(401, "invalid_token"), answer(200, renewed), refusal(401, "invalid_token"))
	if _, err := s.client(t, client.Options{}).GetAccount(t.Context(), 1); !errors.Is(err, fault.InvalidToken) || len(s.requests()) != 3 {
		t.Errorf("error %v after %+v", err, s.requests())
	}
}

// TestSharedSession is of a session that others change, too.
func TestSharedSession(t *testing.T) {
	tests := []struct {
		name string
		kept client.Session // what the others made of it
		want string
	}{
		{"renewed", client.Session{ID: "s", Username: "alice", AccessToken: "theirs", RefreshToken: "next"}, ""},
		{"ended", client.Session{}, "not logged in"},
		{"another user's", client.Session{ID: "b", Username: "bob", AccessToken: "theirs", RefreshToken: "bobs"}, "bob has logged in in place of alice"},
	}
	for _, tt := range tests {
		s := newScript(t, refusal(401, "invalid_token"), answer(200, `{"id": 1}`))
		c := s.client(t, client.Options{Update: func(_ context.Context, change func(client.Session) (client.Session, error)) error {
			next, err := change(tt.kept)
			if next != tt.kept {
				t.Errorf("%s: changed to %+v", tt.name, next)
			}
			return err
		}})
		_, err := c.GetAccount(t.Context(), 1)
		if tt.want == "" && (err != nil || s.requests()[1].token != "Bearer theirs") || tt.want != "" && (err == nil || err.Error() != tt.want && !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: error %v, requests %+v", tt.name, err, s.requests())
		}
	}
}

func TestNotLoggedIn(t *testing.T) {
	c, err := client.New("http://127.0.0.1:1", client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.GetAccount(t.Context(), 1); !errors.Is(err, client.ErrNotLoggedIn) {
		t.Errorf("error %v", err)
	}
	if err := c.LogOut(t.Context()); !errors.Is(err, client.ErrNotLoggedIn) {
		t.Errorf("log out: %v", err)
	}
}
