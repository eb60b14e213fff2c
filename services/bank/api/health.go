package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres/migration"
)

// readyTimeout bounds the question to the database: whoever asks whether we are
// ready does not wait long.
const readyTimeout = 2 * time.Second

type statusResponse struct {
	Status string `json:"status"`
}

// alive tells that the process serves requests, and nothing of what it needs.
func (a *API) alive(*gin.Context) (statusResponse, error) {
	return statusResponse{Status: "ok"}, nil
}

// ready tells whether requests should be sent here: the database is reachable,
// its schema is current, and the process is not about to stop.
func (a *API) ready(c *gin.Context) (statusResponse, error) {
	if a.draining.Load() {
		return statusResponse{}, fault.New(codeNotReady, "the server is about to stop")
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), readyTimeout)
	defer cancel()
	err := a.options.Store.Ready(ctx)
	var state *migration.StateError
	switch {
	case errors.As(err, &state):
		return statusResponse{}, fault.New(codeNotReady, "%v", state)
	case err != nil:
		// The log has err; its text may name hosts and users.
		return statusResponse{}, fmt.Errorf("%w: %w", fault.New(codeNotReady, "the database does not answer"), err)
	}
	return statusResponse{Status: "ready"}, nil
}
