package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

type cashRequest struct {
	Amount money.Amount `json:"amount"`
}

func (r cashRequest) check() error { return ledger.CheckAmount(r.Amount) }

func (a *API) deposit(c *gin.Context, store *postgres.Store) (postingResponse, error) {
	return moveCash(c, store, store.Deposit)
}

func (a *API) withdraw(c *gin.Context, store *postgres.Store) (postingResponse, error) {
	return moveCash(c, store, store.Withdraw)
}

// moveCash moves cash into or out of the account of the path, for a banker.
func moveCash(
	c *gin.Context,
	store *postgres.Store,
	move func(context.Context, int64, money.Amount) (ledger.Posting, error),
) (postingResponse, error) {
	if err := requireBanker(c); err != nil {
		return postingResponse{}, err
	}
	id, err := accountID(c)
	if err != nil {
		return postingResponse{}, err
	}
	request, err := decode[cashRequest](c)
	if err != nil {
		return postingResponse{}, err
	}
	posting, err := move(c.Request.Context(), id, request.Amount)
	if err != nil {
		return postingResponse{}, err
	}
	return newPostingResponse(posting), nil
}
