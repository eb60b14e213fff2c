package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

// checkpointAge is for how long a checkpoint may be taken from a cache: it stays
// true, but the log goes on. It is short, and yet keeps a crowd from the database.
const checkpointAge = "public, max-age=1"

// checkpoint answers with what the log has signed last, which is for everybody.
func (a *API) checkpoint(c *gin.Context) {
	checkpoint, err := a.options.Ledger.Checkpoint(c.Request.Context())
	if err != nil {
		fail(c, err)
		return
	}
	c.Header("Cache-Control", checkpointAge)
	c.Data(http.StatusOK, "text/plain; charset=utf-8", checkpoint)
}

// receipt answers with the receipt for the transfer in the path. Its bytes are as
// they are verified: the encoder of other answers would escape some of them.
func (a *API) receipt(c *gin.Context) {
	id, err := a.readableTransfer(c)
	if err != nil {
		fail(c, err)
		return
	}
	receipt, err := a.options.Ledger.Receipt(c.Request.Context(), id)
	if err != nil {
		fail(c, err)
		return
	}
	c.Data(http.StatusOK, "application/json; charset=utf-8", receipt.Marshal())
}

// readableTransfer returns the id in the path if the user may see the transfer,
// as the owner of one of its accounts or by their role, which is left to the
// audit log.
func (a *API) readableTransfer(c *gin.Context) (int64, error) {
	id, err := pathID(c, "the transfer id")
	if err != nil {
		return 0, err
	}
	from, to, err := a.options.Store.TransferAccounts(c.Request.Context(), id)
	if err != nil {
		return 0, err
	}
	if from.Owner == username(c) || to.Owner == username(c) {
		return id, nil
	}
	if !role(c).ReadsAny() {
		return 0, fault.New(fault.NotOwner, "transfer %d is between accounts that are not yours", id)
	}
	for _, account := range []ledger.Account{from, to} {
		if account.System() {
			continue
		}
		if err := a.store(c).RecordRead(c.Request.Context(), account); err != nil {
			return 0, err
		}
	}
	return id, nil
}
