package client

import (
	"context"

	"example.com/simplebank/libs/money"
)

// Batch is transfers in one currency of which all happen or none.
type Batch struct {
	Currency money.Currency `json:"currency"`
	Legs     []Leg          `json:"legs"` // 1 to 1000, each of which sees those before it
}

// Leg is one transfer of a batch.
type Leg struct {
	FromAccountID int64        `json:"from_account_id"`
	ToAccountID   int64        `json:"to_account_id"`
	Amount        money.Amount `json:"amount"`
	Note
}

// BatchPosting is what a batch did: a transfer for each leg, and the accounts as they
// are after all of them.
type BatchPosting struct {
	Transfers []Transfer `json:"transfers"`
	Accounts  []Account  `json:"accounts"`
}

// TransferBatch carries out a batch. The [Error] of a refusal names the leg.
func (c *Client) TransferBatch(ctx context.Context, batch Batch, options ...Option) (BatchPosting, error) {
	return moveMoney[BatchPosting](ctx, c, "/transfers/batch", batch, options)
}
