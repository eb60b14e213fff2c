package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
)

const (
	// maxBody is the largest request body in bytes, many times what any needs.
	maxBody = 64 << 10
	// maxBatchBody is that of a batch: of its legs, 1000 at most, each may have a
	// reference and most of a kilobyte of metadata.
	maxBatchBody = 1 << 20
)

func limitBody(c *gin.Context) {
	limit := int64(maxBody)
	if c.FullPath() == batchPath {
		limit = maxBatchBody
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
}

func (a *API) limitTime(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), a.options.RequestTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}
