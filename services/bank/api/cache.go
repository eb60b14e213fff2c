package api

import "github.com/gin-gonic/gin"

// noStore keeps answers that have tokens in them out of caches (RFC 6749, 5.1).
func noStore(c *gin.Context) { c.Header("Cache-Control", "no-store") }
