package api

import (
	"errors"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/postgres"
)

// reverse takes the transfer of the path back. A body, which may have a note, is
// not needed.
func (a *API) reverse(c *gin.Context, store *postgres.Store) (postingResponse, error) {
	id, err := pathID(c, "the transfer id")
	if err != nil {
		return postingResponse{}, err
	}
	request, err := decodeOptional[noteRequest](c)
	if err != nil {
		return postingResponse{}, err
	}
	err = requireBanker(c, store)
	reversal := ledger.Reversal{Username: username(c), Banker: err == nil, Note: request.note()}
	if err != nil && !errors.Is(err, fault.RoleRequired) {
		return postingResponse{}, err
	}
	posting, err := store.Reverse(c.Request.Context(), id, reversal)
	if err != nil {
		return postingResponse{}, err
	}
	return newPostingResponse(posting), nil
}
