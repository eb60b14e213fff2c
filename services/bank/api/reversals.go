package api

import (
	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
)

// reverse takes the transfer of the path back. A body, which may have a note, is
// not needed.
func (a *API) reverse(c *gin.Context, store *postgres.Store) (postingResponse, error) {
	id, err := transferID(c)
	if err != nil {
		return postingResponse{}, err
	}
	request, err := decodeOptional[noteRequest](c)
	if err != nil {
		return postingResponse{}, err
	}
	reversal := ledger.Reversal{Username: username(c), Banker: role(c) == identity.Banker, Note: request.note()}
	posting, err := store.Reverse(c.Request.Context(), id, reversal)
	if err != nil {
		return postingResponse{}, err
	}
	return newPostingResponse(posting), nil
}
