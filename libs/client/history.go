package client

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/url"
	"time"

	"example.com/simplebank/libs/money"
)

// TransferFilter says which transfers; the zero TransferFilter is all.
type TransferFilter struct {
	AccountID int64
	Period    Period
	Amounts   Range
	Reference string
	Status    Status
}

// ListTransfers goes through the transfers of the user's accounts, booked and pending, the newest first;
// for bankers and auditors through those of any.
func (c *Client) ListTransfers(ctx context.Context, filter TransferFilter) iter.Seq2[Transfer, error] {
	return each(func(cursor string) ([]Transfer, string, error) {
		return c.TransfersPage(ctx, filter, Page{Cursor: cursor})
	})
}

// TransfersPage returns a part of the list, and the cursor of what comes after it, if anything
// does.
func (c *Client) TransfersPage(ctx context.Context, filter TransferFilter, page Page) (_ []Transfer, next string, err error) {
	q := query{}
	q.number("account_id", filter.AccountID)
	q.period(filter.Period)
	q.amounts(filter.Amounts)
	q.text("reference", filter.Reference)
	q.text("status", string(filter.Status))
	answer, err := call[struct {
		Transfers  []Transfer `json:"transfers"`
		NextCursor string     `json:"next_cursor"`
	}](ctx, c, request{method: http.MethodGet, path: "/transfers", query: q.page(page)})
	if err == nil {
		err = page.after(answer.NextCursor)
	}
	return answer.Transfers, answer.NextCursor, err
}

// AccountEntry is an entry as the history of its account has it.
type AccountEntry struct {
	ID                    int64        `json:"id"`
	AccountID             int64        `json:"account_id"`
	TransferID            int64        `json:"transfer_id"`
	CounterpartyAccountID int64        `json:"counterparty_account_id"`
	Amount                money.Amount `json:"amount"`  // negative where money left
	Balance               money.Amount `json:"balance"` // of the account, after the entry
	Reference             string       `json:"reference,omitempty"`
	CreatedAt             time.Time    `json:"created_at"`
}

// EntryFilter says which entries; the zero EntryFilter is all. Amounts are without
// their sign.
type EntryFilter struct {
	Period  Period
	Amounts Range
}

// ListEntries goes through the entries of an account, the newest first.
func (c *Client) ListEntries(ctx context.Context, account int64, filter EntryFilter) iter.Seq2[AccountEntry, error] {
	return each(func(cursor string) ([]AccountEntry, string, error) {
		return c.EntriesPage(ctx, account, filter, Page{Cursor: cursor})
	})
}

// EntriesPage returns a part of the list, and the cursor of what comes after it, if anything
// does.
func (c *Client) EntriesPage(ctx context.Context, account int64, filter EntryFilter, page Page) (_ []AccountEntry, next string, err error) {
	q := query{}
	q.period(filter.Period)
	q.amounts(filter.Amounts)
	answer, err := call[struct {
		Entries    []AccountEntry `json:"entries"`
		NextCursor string         `json:"next_cursor"`
	}](ctx, c, request{method: http.MethodGet, path: path("/accounts", account, "entries"), query: q.page(page)})
	if err == nil {
		err = page.after(answer.NextCursor)
	}
	return answer.Entries, answer.NextCursor, err
}

// Balance is what an account had at a time.
type Balance struct {
	AccountID int64          `json:"account_id"`
	Currency  money.Currency `json:"currency"`
	At        time.Time      `json:"at"`
	Balance   money.Amount   `json:"balance"`
}

// GetBalance returns what an account had at a time; now if that is zero.
func (c *Client) GetBalance(ctx context.Context, account int64, at time.Time) (Balance, error) {
	q := query{}
	q.time("at", at)
	return call[Balance](ctx, c, request{method: http.MethodGet, path: path("/accounts", account, "balance"), query: url.Values(q)})
}

// WriteStatement writes the statement of an account as CSV. It may be of any length,
// and goes to w as it comes: after an error w has a part of it, or nothing.
func (c *Client) WriteStatement(ctx context.Context, w io.Writer, account int64, period Period) error {
	q := query{}
	q.period(period)
	r := request{method: http.MethodGet, path: path("/accounts", account, "statement.csv"), query: url.Values(q)}
	return c.send(ctx, r, func(response *http.Response) error {
		if _, err := io.Copy(w, response.Body); err != nil {
			return permanentError{err} // a second attempt would write the beginning twice
		}
		return nil
	})
}
