package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"example.com/simplebank/libs/money"
)

// accountsPageSize is how many accounts the bank gives at a time, at most.
const accountsPageSize = 10

// Account is an account of a user.
type Account struct {
	ID        int64          `json:"id"`
	Owner     string         `json:"owner"`
	Balance   money.Amount   `json:"balance"`
	Available money.Amount   `json:"available"` // the balance but for what pending transfers reserve
	Currency  money.Currency `json:"currency"`
	CreatedAt time.Time      `json:"created_at"`
}

// CreateAccount opens an account for the user, who has at most one a currency.
func (c *Client) CreateAccount(ctx context.Context, currency money.Currency) (Account, error) {
	return call[Account](ctx, c, request{
		method: http.MethodPost, path: "/accounts", body: map[string]money.Currency{"currency": currency},
	})
}

// GetAccount returns an account of the user's, or for bankers and auditors any.
func (c *Client) GetAccount(ctx context.Context, id int64) (Account, error) {
	return call[Account](ctx, c, request{method: http.MethodGet, path: path("/accounts", id)})
}

// ListAccounts goes through the accounts of an owner, who is the user if the name is
// empty. Those of others are for bankers and auditors.
func (c *Client) ListAccounts(ctx context.Context, owner string) iter.Seq2[Account, error] {
	return each(func(cursor string) ([]Account, string, error) {
		number := 1
		if cursor != "" {
			number, _ = strconv.Atoi(cursor) // as it was written below
		}
		q := url.Values{"page_id": {strconv.Itoa(number)}, "page_size": {strconv.Itoa(accountsPageSize)}}
		query(q).text("owner", owner)
		accounts, err := call[[]Account](ctx, c, request{method: http.MethodGet, path: "/accounts", query: q})
		if len(accounts) < accountsPageSize {
			return accounts, "", err
		}
		return accounts, strconv.Itoa(number + 1), err
	})
}

// path returns the path of what has the id, or of something of it.
func path(collection string, id int64, of ...string) string {
	p := collection + "/" + strconv.FormatInt(id, 10)
	for _, name := range of {
		p += "/" + name
	}
	return p
}
