package client

import (
	"context"
	"net/http"
)

// GetReceipt returns the receipt of a transfer, byte for byte as it was given.
func (c *Client) GetReceipt(ctx context.Context, transfer int64) ([]byte, error) {
	return c.document(ctx, request{method: http.MethodGet, path: path("/transfers", transfer, "receipt")})
}

// GetCheckpoint returns the ledger's checkpoint, a signed note.
func (c *Client) GetCheckpoint(ctx context.Context) ([]byte, error) {
	return c.document(ctx, request{method: http.MethodGet, path: "/ledger/checkpoint", open: true})
}

// GetOpenAPI returns the description of the API, in JSON.
func (c *Client) GetOpenAPI(ctx context.Context) ([]byte, error) {
	return c.document(ctx, request{method: http.MethodGet, path: "/openapi.json", open: true})
}

// document returns an answer as it is.
func (c *Client) document(ctx context.Context, r request) (body []byte, err error) {
	err = c.send(ctx, r, func(response *http.Response) error {
		body, err = readAll(response)
		return err
	})
	return body, err
}
