package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
)

// maxBody is the largest request body in bytes, many times what any needs.
const maxBody = 64 << 10

func limitBody(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
}

func (a *API) limitTime(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), a.options.RequestTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}
