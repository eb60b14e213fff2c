package client

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"example.com/simplebank/libs/money"
)

// Note is what whoever orders a transfer says about it; both may be empty.
type Note struct {
	Reference string          `json:"reference,omitempty"` // at most 140 characters
	Metadata  json.RawMessage `json:"metadata,omitempty"`  // a JSON object of at most 2048 bytes
}

// Order is what is to be transferred.
type Order struct {
	FromAccountID int64          `json:"from_account_id"`
	ToAccountID   int64          `json:"to_account_id"`
	Amount        money.Amount   `json:"amount"`
	Currency      money.Currency `json:"currency"`
	Note
}

// Status is how far a transfer is. Only a pending one goes from one to another.
type Status string

// Each status that there is.
const (
	Booked  Status = "booked"  // the money has moved
	Pending Status = "pending" // it is reserved
	Posted  Status = "posted"  // it was reserved, and another transfer has moved it
	Voided  Status = "voided"  // it was reserved, and was released
	Expired Status = "expired" // it was reserved, and nobody moved it in time
)

// Transfer is a transfer, booked or pending. What is zero does not apply to it.
type Transfer struct {
	ID                 int64        `json:"id"`
	FromAccountID      int64        `json:"from_account_id"`
	ToAccountID        int64        `json:"to_account_id"`
	Amount             money.Amount `json:"amount"`
	Status             Status       `json:"status,omitempty"`
	ReversesTransferID int64        `json:"reverses_transfer_id,omitempty"` // the one that this takes back
	PostsTransferID    int64        `json:"posts_transfer_id,omitempty"`    // the pending one whose money this moves
	ExpiresAt          time.Time    `json:"expires_at,omitzero"`
	PostedAmount       money.Amount `json:"posted_amount,omitempty"`
	PostedTransferID   int64        `json:"posted_transfer_id,omitempty"` // the one that moved the money of this
	EndedAt            time.Time    `json:"ended_at,omitzero"`
	Note
	CreatedAt time.Time `json:"created_at"`
}

// Entry is what a transfer added to the balance of one account.
type Entry struct {
	ID        int64        `json:"id"`
	AccountID int64        `json:"account_id"`
	Amount    money.Amount `json:"amount"` // negative where money left
	CreatedAt time.Time    `json:"created_at"`
}

// Posting is a booked transfer, and what it did.
type Posting struct {
	Transfer    Transfer `json:"transfer"`
	FromAccount Account  `json:"from_account"`
	ToAccount   Account  `json:"to_account"`
	FromEntry   Entry    `json:"from_entry"`
	ToEntry     Entry    `json:"to_entry"`
}

// Transfer moves money from an account of the user's; a banker's from any.
func (c *Client) Transfer(ctx context.Context, order Order, options ...Option) (Posting, error) {
	return moveMoney[Posting](ctx, c, "/transfers", order, options)
}

// Reverse takes a transfer back, all of it, for its recipient or a banker.
func (c *Client) Reverse(ctx context.Context, transfer int64, note Note, options ...Option) (Posting, error) {
	return moveMoney[Posting](ctx, c, path("/transfers", transfer, "reverse"), note, options)
}

// Deposit brings cash into an account, for bankers.
func (c *Client) Deposit(ctx context.Context, account int64, amount money.Amount, options ...Option) (Posting, error) {
	return moveMoney[Posting](ctx, c, path("/accounts", account, "deposits"), cash{amount}, options)
}

// Withdraw pays cash out of an account, for bankers.
func (c *Client) Withdraw(ctx context.Context, account int64, amount money.Amount, options ...Option) (Posting, error) {
	return moveMoney[Posting](ctx, c, path("/accounts", account, "withdrawals"), cash{amount}, options)
}

type cash struct {
	Amount money.Amount `json:"amount"`
}

func moveMoney[T any](ctx context.Context, c *Client, path string, body any, options []Option) (answer T, err error) {
	r, err := move(path, body, options)
	if err != nil {
		return answer, err
	}
	return call[T](ctx, c, r)
}

// GetTransfer returns a transfer, booked or pending, for the owners of its two
// accounts, bankers and auditors.
func (c *Client) GetTransfer(ctx context.Context, id int64) (Transfer, error) {
	return call[Transfer](ctx, c, request{method: http.MethodGet, path: path("/transfers", id)})
}
