package api

import (
	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
)

type transfersResponse struct {
	Transfers  []transferResponse `json:"transfers"`
	NextCursor string             `json:"next_cursor,omitempty"`
}

// listTransfers lists those, booked and pending, of the user's accounts, or of one account; to whom
// may read any account, those of all.
func (a *API) listTransfers(c *gin.Context) (transfersResponse, error) {
	q := readQuery(c)
	account, reference, status, period, amounts := q.id("account_id"), q.reference(), q.status(), q.period(), q.amounts()
	list := q.list("transfers")
	if err := q.check(); err != nil {
		return transfersResponse{}, err
	}
	find := postgres.TransferQuery{
		AccountID: account, Reference: reference, Status: status, Period: period, Amounts: amounts, Page: list.page(),
	}
	switch {
	case account != 0:
		if _, err := a.readable(c, account); err != nil {
			return transfersResponse{}, err
		}
	case !role(c).ReadsAny():
		find.Owner = username(c)
	}
	found, err := a.options.Store.Transfers(c.Request.Context(), find)
	if err != nil {
		return transfersResponse{}, err
	}
	page, next := cut(list, found, func(t ledger.Transfer) postgres.Position {
		return postgres.Position{At: t.CreatedAt, ID: t.ID}
	})
	if account == 0 && role(c).ReadsAny() {
		if err := a.recordReads(c, page); err != nil {
			return transfersResponse{}, err
		}
	}
	response := transfersResponse{Transfers: []transferResponse{}, NextCursor: next} // [] in JSON, not null
	for _, t := range page {
		response.Transfers = append(response.Transfers, newTransferResponse(t))
	}
	return response, nil
}

// recordReads records one act for each account of somebody else that is on a page
// of everybody's transfers: an account is in the log if and only if it was seen.
func (a *API) recordReads(c *gin.Context, page []ledger.Transfer) error {
	var ids []int64
	for _, t := range page {
		ids = append(ids, t.FromAccountID, t.ToAccountID)
	}
	return a.store(c).RecordReads(c.Request.Context(), ids)
}
