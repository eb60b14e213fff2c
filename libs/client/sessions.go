package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// OpenSession is one of the user's sessions that go on.
type OpenSession struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current"` // it is the client's own
	UserAgent string    `json:"user_agent"`
	ClientIP  string    `json:"client_ip"`
	CreatedAt time.Time `json:"created_at"`
	RenewedAt time.Time `json:"renewed_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Ended is how many sessions were ended.
type Ended struct {
	Ended int64 `json:"ended"`
}

// ListSessions returns the newest 100 of the user's sessions.
func (c *Client) ListSessions(ctx context.Context) ([]OpenSession, error) {
	return call[[]OpenSession](ctx, c, request{method: http.MethodGet, path: "/sessions"})
}

// EndSession ends one of the user's sessions. To end the client's own is [Client.LogOut].
func (c *Client) EndSession(ctx context.Context, id string) error {
	_, err := call[Ended](ctx, c, request{method: http.MethodDelete, path: "/sessions/" + url.PathEscape(id)})
	return err
}

// EndOtherSessions ends all of the user's sessions but the client's own.
func (c *Client) EndOtherSessions(ctx context.Context) (Ended, error) {
	return call[Ended](ctx, c, request{method: http.MethodDelete, path: "/sessions"})
}
