package api

import (
	"encoding/json"
	"reflect"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

const batchPath = "/transfers/batch"

type batchRequest struct {
	Currency string      `json:"currency"`
	Legs     legsRequest `json:"legs"`
}

type legsRequest []legRequest

type legRequest struct {
	FromAccountID int64        `json:"from_account_id"`
	ToAccountID   int64        `json:"to_account_id"`
	Amount        money.Amount `json:"amount"`
	noteRequest
}

// UnmarshalJSON reads one leg after the other: the decoder does not tell in which
// element of a list a value is of the wrong type.
func (l *legsRequest) UnmarshalJSON(list []byte) error {
	var legs []json.RawMessage
	if err := json.Unmarshal(list, &legs); err != nil {
		return ledger.Batch{}.Check() // tells what legs must be
	}
	if err := make(ledger.Batch, len(legs)).Check(); err != nil {
		return err
	}
	*l = make(legsRequest, len(legs))
	for i, leg := range legs {
		if err := json.Unmarshal(leg, &(*l)[i]); err != nil {
			return &ledger.LegError{Leg: i, Err: explain(err, "it")}
		}
		if err := checkMembers(reflect.TypeFor[legRequest](), leg, "it"); err != nil {
			return &ledger.LegError{Leg: i, Err: err}
		}
	}
	return nil
}

// check leaves the currency to be parsed by whoever uses it.
func (r batchRequest) check() error {
	if err := make(ledger.Batch, len(r.Legs)).Check(); err != nil {
		return err
	}
	for i, leg := range r.Legs {
		if err := leg.check(); err != nil {
			return &ledger.LegError{Leg: i, Err: err}
		}
	}
	return nil
}

func (r legRequest) check() error {
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

// order returns the order of the user.
func (r legRequest) order(username string, role identity.Role, currency money.Currency) ledger.Order {
	return ledger.Order{
		Username:      username,
		ActsOnAny:     role.ActsOnAny(),
		FromAccountID: r.FromAccountID,
		ToAccountID:   r.ToAccountID,
		Amount:        r.Amount,
		Currency:      currency,
		Note:          r.note(),
	}
}

type batchResponse struct {
	Transfers []transferResponse `json:"transfers"`
	Accounts  []accountResponse  `json:"accounts"` // as the last of the transfers leaves them
}

func (a *API) transferAll(c *gin.Context, store *postgres.Store) (batchResponse, error) {
	request, err := decode[batchRequest](c)
	if err != nil {
		return batchResponse{}, err
	}
	currency, err := money.ParseCurrency(request.Currency)
	if err != nil {
		return batchResponse{}, err
	}
	batch := make(ledger.Batch, len(request.Legs))
	for i, leg := range request.Legs {
		batch[i] = leg.order(username(c), role(c), currency)
	}
	postings, err := store.TransferAll(c.Request.Context(), batch)
	if err != nil {
		return batchResponse{}, err
	}
	var response batchResponse
	for _, p := range postings {
		response.Transfers = append(response.Transfers, newTransferResponse(p.Transfer))
	}
	for _, account := range ledger.Final(postings) {
		response.Accounts = append(response.Accounts, newAccountResponse(account))
	}
	return response, nil
}
