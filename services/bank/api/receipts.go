package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
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
// they are verified: the encoder of other answers would write some of them otherwise.
func (a *API) receipt(c *gin.Context) {
	transfer, err := a.readableTransfer(c)
	if err != nil {
		fail(c, err)
		return
	}
	if transfer.Reservation != nil {
		fail(c, fault.New(fault.TransferNotFound, "transfer %d is not booked, only what is booked has a receipt", transfer.ID))
		return
	}
	receipt, err := a.options.Ledger.Receipt(c.Request.Context(), transfer.ID)
	if err != nil {
		fail(c, err)
		return
	}
	c.Data(http.StatusOK, contentTypeJSON, receipt.Marshal())
}
