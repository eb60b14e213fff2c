package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
)

const movesKey = "moves" // of the gin context, as usernameKey

// movesMoney reports whether the request is one that moves money and has got as far
// as to be worked on: where it ends before its answer, it may be done.
func movesMoney(c *gin.Context) bool { return c.GetBool(movesKey) }

func hasIdempotencyKey(c *gin.Context) bool {
	return len(c.Request.Header.Values(idempotencyKeyHeader)) > 0
}

// mayBeDone says what to do about a request that may have been carried out.
func mayBeDone(c *gin.Context) string {
	if hasIdempotencyKey(c) {
		return "it may have been carried out: repeat it with the same Idempotency-Key, which does it only once"
	}
	return "it may have been carried out: look before you send it again (with an Idempotency-Key it could be repeated)"
}

// passes reports whether an error passes by itself, so that the request may be sent
// again. Without a key that is no good where the money may have moved already.
func passes(c *gin.Context, code fault.Code) bool {
	switch {
	case code == fault.RequestInFlight:
		return true
	case code == codeOutcomeUnknown, code == codeTimeout && movesMoney(c):
		return hasIdempotencyKey(c)
	}
	return statuses[code] == http.StatusServiceUnavailable
}
