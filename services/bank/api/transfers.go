package api

import (
	"encoding/json"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

const idAccepts = "a whole number above zero"

type transferRequest struct {
	legRequest
	Currency  string `json:"currency"`
	Pending   bool   `json:"pending"`    // to reserve the amount only
	ExpiresIn string `json:"expires_in"` // how long to
}

func (r transferRequest) check() error {
	if err := r.legRequest.check(); err != nil {
		return err
	}
	if r.ExpiresIn != "" && !r.Pending {
		return invalid("expires_in", "left out unless pending is true")
	}
	_, err := ledger.ParseLifetime(r.ExpiresIn)
	return err
}

type transferResponse struct {
	ID                 int64           `json:"id"`
	FromAccountID      int64           `json:"from_account_id"`
	ToAccountID        int64           `json:"to_account_id"`
	Amount             money.Amount    `json:"amount"`
	Status             ledger.Status   `json:"status"`
	ReversesTransferID int64           `json:"reverses_transfer_id,omitempty"`
	PostsTransferID    int64           `json:"posts_transfer_id,omitempty"`
	ExpiresAt          time.Time       `json:"expires_at,omitzero"` // this and the next three: of a pending one
	PostedAmount       money.Amount    `json:"posted_amount,omitempty"`
	PostedTransferID   int64           `json:"posted_transfer_id,omitempty"`
	EndedAt            time.Time       `json:"ended_at,omitzero"`
	Reference          string          `json:"reference,omitempty"`
	Metadata           json.RawMessage `json:"metadata,omitempty"`
	CreatedAt          time.Time       `json:"created_at"`
}

func newTransferResponse(t ledger.Transfer) transferResponse {
	response := transferResponse{
		ID:                 t.ID,
		FromAccountID:      t.FromAccountID,
		ToAccountID:        t.ToAccountID,
		Amount:             t.Amount,
		Status:             t.Status(),
		ReversesTransferID: t.ReversesTransferID,
		PostsTransferID:    t.PostsTransferID,
		Reference:          t.Note.Reference,
		Metadata:           t.Note.Metadata,
		CreatedAt:          t.CreatedAt,
	}
	if r := t.Reservation; r != nil {
		response.ExpiresAt, response.EndedAt = r.ExpiresAt, r.EndedAt
		response.PostedAmount, response.PostedTransferID = r.PostedAmount, r.PostedTransferID
	}
	return response
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

// createTransfer moves money or, if the request says pending, reserves it: the
// answer is a postingResponse or a holdResponse.
func (a *API) createTransfer(c *gin.Context) {
	answer, err := a.transfer(c)
	a.answerMove(c, answer, err)
}

func (a *API) transfer(c *gin.Context) (postgres.Answer, error) {
	once, err := idempotentRequest(c)
	if err != nil {
		return postgres.Answer{}, err
	}
	order, lifetime, err := readOrder(c)
	if err != nil {
		// That the key is another request's is told first, as on every route.
		return a.store(c).Once(c.Request.Context(), once, func(*postgres.Store) ([]byte, error) { return nil, err })
	}
	if lifetime != 0 {
		return a.reserve(c, once, order, lifetime)
	}
	return a.options.Transfer(c.Request.Context(), postgres.TransferRequest{
		Order: order,
		Actor: actor(c),
		Once:  once,
		Answer: func(p ledger.Posting) ([]byte, error) {
			return encodeAnswer(newPostingResponse(p))
		},
	})
}

// readOrder returns what is ordered and, if it is to be pending, for how long.
func readOrder(c *gin.Context) (order ledger.Order, lifetime time.Duration, err error) {
	request, err := decode[transferRequest](c)
	if err != nil {
		return ledger.Order{}, 0, err
	}
	currency, err := money.ParseCurrency(request.Currency)
	if err != nil {
		return ledger.Order{}, 0, err
	}
	if request.Pending {
		if lifetime, err = ledger.ParseLifetime(request.ExpiresIn); err != nil {
			return ledger.Order{}, 0, err
		}
	}
	return request.order(username(c), role(c), currency), lifetime, nil
}

// getTransfer returns a transfer, booked or pending.
func (a *API) getTransfer(c *gin.Context) (transferResponse, error) {
	transfer, err := a.readableTransfer(c)
	if err != nil {
		return transferResponse{}, err
	}
	return newTransferResponse(transfer), nil
}

// readableTransfer returns the transfer in the path if the user may see it, and
// leaves it to the audit log where that is for their role only: as a read of both
// accounts.
func (a *API) readableTransfer(c *gin.Context) (ledger.Transfer, error) {
	id, err := transferID(c)
	if err != nil {
		return ledger.Transfer{}, err
	}
	transfer, accounts, err := a.options.Store.TransferBetween(c.Request.Context(), id)
	if err != nil {
		return ledger.Transfer{}, err
	}
	from, to := accounts[transfer.FromAccountID], accounts[transfer.ToAccountID]
	if from.Owner == username(c) || to.Owner == username(c) {
		return transfer, nil
	}
	if !role(c).ReadsAny() {
		return ledger.Transfer{}, fault.New(fault.NotOwner, "transfer %d is between accounts that are not yours", id)
	}
	for _, account := range []ledger.Account{from, to} {
		if account.System() {
			continue
		}
		if err := a.store(c).RecordRead(c.Request.Context(), account); err != nil {
			return ledger.Transfer{}, err
		}
	}
	return transfer, nil
}
