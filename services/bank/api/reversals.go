package api

import (
	"errors"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres"
)

// reverse takes the transfer of the path back. The request needs no body.
func (a *API) reverse(c *gin.Context, store *postgres.Store) (postingResponse, error) {
	id, err := pathID(c, "the transfer id")
	if err != nil {
		return postingResponse{}, err
	}
	err = requireBanker(c, store)
	banker := err == nil
	if err != nil && !errors.Is(err, fault.RoleRequired) {
		return postingResponse{}, err
	}
	posting, err := store.Reverse(c.Request.Context(), id, username(c), banker)
	if err != nil {
		return postingResponse{}, err
	}
	return newPostingResponse(posting), nil
}
