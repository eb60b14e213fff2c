package client

import (
	"context"
	"net/http"
)

// Alive returns nil if the server answers.
func (c *Client) Alive(ctx context.Context) error { return c.health(ctx, "/healthz") }

// Ready returns nil if the server can work: it has its database, and is not about to
// stop.
func (c *Client) Ready(ctx context.Context) error { return c.health(ctx, "/readyz") }

func (c *Client) health(ctx context.Context, path string) error {
	_, err := c.document(ctx, request{method: http.MethodGet, path: path, open: true})
	return err
}
