package api

import "github.com/gin-gonic/gin"

// noStore keeps answers out of caches: those that have tokens in them (RFC 6749,
// 5.1), and files.
func noStore(c *gin.Context) { c.Header("Cache-Control", "no-store") }
