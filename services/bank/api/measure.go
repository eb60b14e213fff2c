package api

import (
	"cmp"

	"github.com/gin-gonic/gin"
)

// posted is the outcome of a transfer that was not refused.
const posted = "posted"

func (a *API) measure(c *gin.Context) {
	done := a.options.Metrics.Request()
	defer func() { done(c.Request.Method, c.FullPath(), c.Writer.Status()) }()
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
		a.options.Metrics.Transfer(cmp.Or(c.GetString(kindKey), kind), cmp.Or(c.GetString(codeKey), posted))
	}
}
