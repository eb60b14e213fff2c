package api

import (
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

type lineResponse struct {
	ID             int64        `json:"id"`
	AccountID      int64        `json:"account_id"`
	TransferID     int64        `json:"transfer_id"`
	CounterpartyID int64        `json:"counterparty_account_id"`
	Amount         money.Amount `json:"amount"`
	Balance        money.Amount `json:"balance"` // after the entry
	Reference      string       `json:"reference,omitempty"`
	CreatedAt      time.Time    `json:"created_at"`
}

func newLineResponse(l postgres.Line) lineResponse {
	return lineResponse{
		ID:             l.ID,
		AccountID:      l.AccountID,
		TransferID:     l.TransferID,
		CounterpartyID: l.CounterpartyID,
		Amount:         l.Amount,
		Balance:        l.Balance,
		Reference:      l.Reference,
		CreatedAt:      l.CreatedAt,
	}
}

type entriesResponse struct {
	Entries    []lineResponse `json:"entries"`
	NextCursor string         `json:"next_cursor,omitempty"`
}

func (a *API) listEntries(c *gin.Context) (entriesResponse, error) {
	id, err := accountID(c)
	if err != nil {
		return entriesResponse{}, err
	}
	q := readQuery(c)
	period, amounts := q.period(), q.amounts()
	list := q.list("entries/" + strconv.FormatInt(id, 10))
	if err := q.check(); err != nil {
		return entriesResponse{}, err
	}
	if _, err := a.readableAccount(c); err != nil {
		return entriesResponse{}, err
	}
	found, err := a.options.Store.Entries(c.Request.Context(), postgres.EntryQuery{
		AccountID: id, Period: period, Amounts: amounts, Page: list.page(),
	})
	if err != nil {
		return entriesResponse{}, err
	}
	page, next := cut(list, found, postgres.Line.Position)
	response := entriesResponse{Entries: []lineResponse{}, NextCursor: next} // [] in JSON, not null
	for _, line := range page {
		response.Entries = append(response.Entries, newLineResponse(line))
	}
	return response, nil
}
