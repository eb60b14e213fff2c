package client

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// Act is what a banker or an auditor did on an account of somebody else, cash that a
// banker moved, or that a user got another role. What is zero does not apply to it.
type Act struct {
	ID                int64     `json:"id"`
	Username          string    `json:"username"`
	Role              string    `json:"role"`
	Action            string    `json:"action"`
	AccountID         int64     `json:"account_id,omitempty"`
	TransferID        int64     `json:"transfer_id,omitempty"`
	PendingTransferID int64     `json:"pending_transfer_id,omitempty"`
	DatabaseRole      string    `json:"database_role,omitempty"` // who gave the role
	RequestID         string    `json:"request_id"`
	CreatedAt         time.Time `json:"created_at"`
}

// ActFilter says which acts; the zero ActFilter is all.
type ActFilter struct {
	Username  string
	AccountID int64
	Period    Period
}

// ListActs goes through the audit log, the newest first, for auditors.
func (c *Client) ListActs(ctx context.Context, filter ActFilter) iter.Seq2[Act, error] {
	return each(func(cursor string) ([]Act, string, error) {
		return c.ActsPage(ctx, filter, Page{Cursor: cursor})
	})
}

// ActsPage returns a part of the list, and the cursor of what comes after it, if anything
// does.
func (c *Client) ActsPage(ctx context.Context, filter ActFilter, page Page) (_ []Act, next string, err error) {
	q := query{}
	q.text("username", filter.Username)
	q.number("account_id", filter.AccountID)
	q.period(filter.Period)
	answer, err := call[struct {
		Acts       []Act  `json:"acts"`
		NextCursor string `json:"next_cursor"`
	}](ctx, c, request{method: http.MethodGet, path: "/audit-log", query: q.page(page)})
	if err == nil {
		err = page.after(answer.NextCursor)
	}
	return answer.Acts, answer.NextCursor, err
}
