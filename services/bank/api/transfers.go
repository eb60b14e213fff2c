package api

import (
	"encoding/json"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

const idAccepts = "a whole number above zero"

type transferRequest struct {
	FromAccountID int64        `json:"from_account_id"`
	ToAccountID   int64        `json:"to_account_id"`
	Amount        money.Amount `json:"amount"`
	Currency      string       `json:"currency"`
	noteRequest
}

func (r transferRequest) check() error {
	switch {
	case r.FromAccountID < 1:
		return invalid("from_account_id", idAccepts)
	case r.ToAccountID < 1:
		return invalid("to_account_id", idAccepts)
	}
	if err := ledger.CheckAmount(r.Amount); err != nil {
		return err
	}
	return r.noteRequest.check()
}

// order returns the order of the user, or an error if the currency is unknown.
func (r transferRequest) order(username string, role identity.Role) (ledger.Order, error) {
	currency, err := money.ParseCurrency(r.Currency)
	return ledger.Order{
		Username:      username,
		ActsOnAny:     role.ActsOnAny(),
		FromAccountID: r.FromAccountID,
		ToAccountID:   r.ToAccountID,
		Amount:        r.Amount,
		Currency:      currency,
		Note:          r.note(),
	}, err
}

type transferResponse struct {
	ID                 int64           `json:"id"`
	FromAccountID      int64           `json:"from_account_id"`
	ToAccountID        int64           `json:"to_account_id"`
	Amount             money.Amount    `json:"amount"`
	ReversesTransferID int64           `json:"reverses_transfer_id,omitempty"`
	Reference          string          `json:"reference,omitempty"`
	Metadata           json.RawMessage `json:"metadata,omitempty"`
	CreatedAt          time.Time       `json:"created_at"`
}

func newTransferResponse(t ledger.Transfer) transferResponse {
	return transferResponse{
		ID:                 t.ID,
		FromAccountID:      t.FromAccountID,
		ToAccountID:        t.ToAccountID,
		Amount:             t.Amount,
		ReversesTransferID: t.ReversesTransferID,
		Reference:          t.Note.Reference,
		Metadata:           t.Note.Metadata,
		CreatedAt:          t.CreatedAt,
	}
}

type entryResponse struct {
	ID        int64        `json:"id"`
	AccountID int64        `json:"account_id"`
	Amount    money.Amount `json:"amount"`
	CreatedAt time.Time    `json:"created_at"`
}

type postingResponse struct {
	Transfer    transferResponse `json:"transfer"`
	FromAccount accountResponse  `json:"from_account"`
	ToAccount   accountResponse  `json:"to_account"`
	FromEntry   entryResponse    `json:"from_entry"`
	ToEntry     entryResponse    `json:"to_entry"`
}

func newPostingResponse(p ledger.Posting) postingResponse {
	return postingResponse{
		Transfer:    newTransferResponse(p.Transfer),
		FromAccount: newAccountResponse(p.FromAccount),
		ToAccount:   newAccountResponse(p.ToAccount),
		FromEntry:   entryResponse(p.FromEntry),
		ToEntry:     entryResponse(p.ToEntry),
	}
}

func (a *API) transfer(c *gin.Context, store *postgres.Store) (postingResponse, error) {
	request, err := decode[transferRequest](c)
	if err != nil {
		return postingResponse{}, err
	}
	order, err := request.order(username(c), role(c))
	if err != nil {
		return postingResponse{}, err
	}
	posting, err := store.Transfer(c.Request.Context(), order)
	if err != nil {
		return postingResponse{}, err
	}
	return newPostingResponse(posting), nil
}
