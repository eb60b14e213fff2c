package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"example.com/simplebank/libs/fault"
)

// Session is a log-in. Whoever has it is the user until it ends: keep it secret.
type Session struct {
	ID                    string    `json:"session_id"`
	Username              string    `json:"username"`
	AccessToken           string    `json:"access_token"`
	AccessTokenExpiresAt  time.Time `json:"access_token_expires_at"`
	RefreshToken          string    `json:"refresh_token"`
	RefreshTokenExpiresAt time.Time `json:"refresh_token_expires_at"`
}

// String tells of the session without its secrets.
func (s Session) String() string { return fmt.Sprintf("session %s of %q", s.ID, s.Username) }

// Session returns the session that the client has now; the zero Session if none.
func (c *Client) Session() Session { return *c.session.Load() }

// LogIn opens a session, which the client uses from now on.
func (c *Client) LogIn(ctx context.Context, username, password string) (User, error) {
	answer, err := call[struct {
		Session
		User User `json:"user"`
	}](ctx, c, request{
		method: http.MethodPost, path: "/users/login", open: true,
		body: map[string]string{"username": username, "password": password},
	})
	if err != nil {
		return User{}, err
	}
	answer.Session.Username = answer.User.Username
	err = c.change(ctx, func(Session) (Session, error) { return answer.Session, nil })
	return answer.User, err
}

// LogOut ends the session. One that has ended already is none the less forgotten.
func (c *Client) LogOut(ctx context.Context) error {
	session := c.Session()
	if session.ID == "" {
		return ErrNotLoggedIn
	}
	err := c.EndSession(ctx, session.ID)
	if err != nil && !errors.Is(err, fault.SessionInvalid) && !errors.Is(err, fault.InvalidToken) && !errors.Is(err, fault.SessionNotFound) {
		return err
	}
	return c.forget(ctx, session)
}

// forget drops the session if it is still the one that is kept.
func (c *Client) forget(ctx context.Context, session Session) error {
	return c.change(ctx, func(kept Session) (Session, error) {
		if kept.ID == session.ID {
			return Session{}, nil
		}
		return kept, nil
	})
}

// change changes the session, here and where it is kept. One at a time does, and
// whoever waits does so no longer than ctx.
func (c *Client) change(ctx context.Context, change func(kept Session) (Session, error)) error {
	select {
	case c.changing <- struct{}{}:
		defer func() { <-c.changing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	here := func(kept Session) (Session, error) {
		next, err := change(kept)
		if err == nil {
			c.session.Store(&next)
		}
		return next, err
	}
	if c.options.Update == nil {
		_, err := here(c.Session())
		return err
	}
	return c.options.Update(ctx, here)
}

// renew replaces the tokens of the session, which the bank no longer took, unless
// somebody else has meanwhile.
func (c *Client) renew(ctx context.Context, stale Session) error {
	return c.change(ctx, func(kept Session) (Session, error) {
		if kept.AccessToken != stale.AccessToken {
			return kept, nil
		}
		next, err := c.exchange(ctx, kept)
		if err != nil {
			return Session{}, fault.During("renew the session", err)
		}
		return next, nil
	})
}

// exchange gets a session new tokens. Who no longer waits for that does not break
// it off: the refresh token would be spent, and the next one lost. For the same
// reason it is sent again only if it was not carried out.
func (c *Client) exchange(ctx context.Context, s Session) (Session, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.options.Timeout)
	defer cancel()
	tokens, err := call[Session](ctx, c, request{
		method: http.MethodPost, path: "/tokens/renew_access", open: true,
		body: map[string]string{"refresh_token": s.RefreshToken},
	})
	if err != nil {
		return Session{}, err
	}
	tokens.ID, tokens.Username = s.ID, s.Username
	return tokens, nil
}
