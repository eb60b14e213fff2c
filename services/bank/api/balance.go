package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/money"
)

type balanceResponse struct {
	AccountID int64          `json:"account_id"`
	Currency  money.Currency `json:"currency"`
	At        time.Time      `json:"at"`
	Balance   money.Amount   `json:"balance"`
}

// balanceAt tells what the account held at a time, by default now.
func (a *API) balanceAt(c *gin.Context) (balanceResponse, error) {
	q := readQuery(c)
	at := q.time("at")
	if err := q.check(); err != nil {
		return balanceResponse{}, err
	}
	account, err := a.readableAccount(c)
	if err != nil {
		return balanceResponse{}, err
	}
	balance, at, err := a.options.Store.BalanceAt(c.Request.Context(), account.ID, at)
	if err != nil {
		return balanceResponse{}, err
	}
	return balanceResponse{AccountID: account.ID, Currency: account.Currency, At: at, Balance: balance}, nil
}
