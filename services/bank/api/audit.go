package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres"
)

type actResponse struct {
	ID                int64         `json:"id"`
	Username          string        `json:"username"`
	Role              identity.Role `json:"role"` // at that time
	Action            string        `json:"action"`
	AccountID         int64         `json:"account_id,omitempty"`          // not for a change of a role
	TransferID        int64         `json:"transfer_id,omitempty"`         // that came of it
	PendingTransferID int64         `json:"pending_transfer_id,omitempty"` // that was made or given up
	DatabaseRole      string        `json:"database_role,omitempty"`       // that gave the role
	RequestID         string        `json:"request_id"`
	CreatedAt         time.Time     `json:"created_at"`
}

type actsResponse struct {
	Acts       []actResponse `json:"acts"`
	NextCursor string        `json:"next_cursor,omitempty"`
}

// listActs shows the audit log, to auditors only: bankers are who is audited.
func (a *API) listActs(c *gin.Context) (actsResponse, error) {
	if role(c) != identity.Auditor {
		return actsResponse{}, fault.New(fault.RoleRequired, "only an %s may do this", identity.Auditor)
	}
	q := readQuery(c)
	who, account, period := q.username(), q.id("account_id"), q.period()
	list := q.list("acts")
	if err := q.check(); err != nil {
		return actsResponse{}, err
	}
	found, err := a.options.Store.Acts(c.Request.Context(), postgres.ActQuery{
		Username: who, AccountID: account, Period: period, Page: list.page(),
	})
	if err != nil {
		return actsResponse{}, err
	}
	page, next := cut(list, found, postgres.Act.Position)
	response := actsResponse{Acts: []actResponse{}, NextCursor: next} // [] in JSON, not null
	for _, act := range page {
		response.Acts = append(response.Acts, actResponse(act))
	}
	return response, nil
}
