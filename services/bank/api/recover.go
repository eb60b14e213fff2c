package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
)

// recoverPanic turns a panic into an answer with status 500; the stack goes to
// the log only.
func (a *API) recoverPanic(c *gin.Context) {
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		if value == http.ErrAbortHandler {
			panic(value) // net/http's own way of dropping a connection
		}
		a.options.Log.ErrorContext(c.Request.Context(), "panic",
			slog.String("request_id", requestID(c)),
			slog.Any("value", value),
			slog.String("stack", string(debug.Stack())))
		fail(c, fmt.Errorf("panic: %v", value))
	}()
	c.Next()
}
