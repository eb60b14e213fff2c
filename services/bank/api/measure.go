package api

import (
	"cmp"

	"github.com/gin-gonic/gin"
)

// The outcomes of a transfer that was not refused: it was carried out, or had been
// by an earlier request with its key.
const (
	posted   = "posted"
	replayed = "replayed"
)

func (a *API) measure(c *gin.Context) {
	done := a.options.Metrics.Request()
	defer func() { done(c.Request.Method, c.FullPath(), answeredStatus(c)) }()
	c.Next()
}

// kindKey is where a request of another kind than its route's says so.
const kindKey = "kind"

// countTransfer counts what comes of requests to move money, by kind. Every route
// that moves some has it.
func (a *API) countTransfer(kind string) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Set(movesKey, true)
		c.Next()
		outcome := posted
		if c.Writer.Header().Get(replayedHeader) != "" {
			outcome = replayed
		}
		a.options.Metrics.Transfer(cmp.Or(c.GetString(kindKey), kind), cmp.Or(c.GetString(codeKey), outcome))
	}
}
