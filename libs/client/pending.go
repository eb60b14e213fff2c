package client

import (
	"context"
	"time"

	"example.com/simplebank/libs/money"
)

// Reservation is a pending transfer, and the two accounts with what is available.
type Reservation struct {
	Transfer    Transfer `json:"transfer"`
	FromAccount Account  `json:"from_account"`
	ToAccount   Account  `json:"to_account"`
}

// Reserve makes a pending transfer: the money stays where it is, and is no longer
// available, until the transfer is posted, voided or expires; that is after a week
// if expiresIn is 0.
func (c *Client) Reserve(ctx context.Context, order Order, expiresIn time.Duration, options ...Option) (Reservation, error) {
	body := struct {
		Order
		Pending   bool   `json:"pending"`
		ExpiresIn string `json:"expires_in,omitempty"`
	}{Order: order, Pending: true}
	if expiresIn != 0 {
		body.ExpiresIn = expiresIn.String()
	}
	return moveMoney[Reservation](ctx, c, "/transfers", body, options)
}

// Post moves the money of a pending transfer, for the payer or a banker: the amount,
// or all that is reserved if it is 0. The rest is released.
func (c *Client) Post(ctx context.Context, transfer int64, amount money.Amount, note Note, options ...Option) (Posting, error) {
	body := struct {
		Amount money.Amount `json:"amount,omitempty"`
		Note
	}{amount, note}
	return moveMoney[Posting](ctx, c, path("/transfers", transfer, "post"), body, options)
}

// Void releases what a pending transfer reserves, for its payer, its recipient or a
// banker.
func (c *Client) Void(ctx context.Context, transfer int64, options ...Option) (Reservation, error) {
	return moveMoney[Reservation](ctx, c, path("/transfers", transfer, "void"), nil, options)
}
