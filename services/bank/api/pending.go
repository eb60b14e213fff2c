package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

type postRequest struct {
	Amount *money.Amount `json:"amount"` // all that is reserved if it is left out
	noteRequest
}

func (r postRequest) check() error {
	if r.Amount != nil {
		if err := ledger.CheckAmount(*r.Amount); err != nil {
			return err
		}
	}
	return r.noteRequest.check()
}

type holdResponse struct {
	Transfer    transferResponse `json:"transfer"`
	FromAccount accountResponse  `json:"from_account"`
	ToAccount   accountResponse  `json:"to_account"`
}

func newHoldResponse(h ledger.Hold) holdResponse {
	return holdResponse{
		Transfer:    newTransferResponse(h.Transfer),
		FromAccount: newAccountResponse(h.FromAccount),
		ToAccount:   newAccountResponse(h.ToAccount),
	}
}

// reserve makes the order a pending transfer, and returns a holdResponse.
func (a *API) reserve(c *gin.Context, once *postgres.IdempotentRequest, order ledger.Order, lifetime time.Duration) (postgres.Answer, error) {
	c.Set(kindKey, "pending")
	return a.store(c).Once(c.Request.Context(), once, func(store *postgres.Store) ([]byte, error) {
		hold, err := store.Reserve(c.Request.Context(), order, lifetime)
		if err != nil {
			return nil, err
		}
		return encodeAnswer(newHoldResponse(hold))
	})
}

// post carries the pending transfer of the path out. A body is not needed.
func (a *API) post(c *gin.Context, store *postgres.Store) (postingResponse, error) {
	id, err := transferID(c)
	if err != nil {
		return postingResponse{}, err
	}
	request, err := decodeOptional[postRequest](c)
	if err != nil {
		return postingResponse{}, err
	}
	post := ledger.Post{Username: username(c), ActsOnAny: role(c).ActsOnAny(), Note: request.note()}
	if request.Amount != nil {
		post.Amount = *request.Amount
	}
	posting, err := store.Post(c.Request.Context(), id, post)
	if err != nil {
		return postingResponse{}, err
	}
	return newPostingResponse(posting), nil
}

// void gives the pending transfer of the path up. It takes no body, or {}.
func (a *API) void(c *gin.Context, store *postgres.Store) (holdResponse, error) {
	id, err := transferID(c)
	if err != nil {
		return holdResponse{}, err
	}
	if _, err := decodeOptional[nothing](c); err != nil {
		return holdResponse{}, err
	}
	void := ledger.Void{Username: username(c), Banker: role(c) == identity.Banker}
	hold, err := store.Void(c.Request.Context(), id, void)
	if err != nil {
		return holdResponse{}, err
	}
	return newHoldResponse(hold), nil
}
