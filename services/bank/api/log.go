package api

import (
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
)

const (
	requestIDHeader = "X-Request-Id"
	requestIDKey    = "request_id" // of the gin context, as usernameKey
	usernameKey     = "username"
	roleKey         = "role"
	sessionKey      = "session"
	codeKey         = "code"  // of the error that was answered
	triedKey        = "tried" // of the gin context: the user whose password was wrong

	// maxLoggedPath is how much is logged of a path without a route, in bytes.
	maxLoggedPath = 200
)

// saneRequestID is what is taken over from a caller: nothing that could forge a
// line of the log or swell it.
var saneRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func requestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// logRequest gives the request an id and logs one line about it when it is
// done.
func (a *API) logRequest(c *gin.Context) {
	start := time.Now()
	id := c.GetHeader(requestIDHeader)
	if !saneRequestID.MatchString(id) {
		id = uuid.NewString()
	}
	c.Set(requestIDKey, id)
	c.Header(requestIDHeader, id)

	defer a.logAnswer(c, start) // also of one that is cut off
	c.Next()
}

// logAnswer logs one line about a request that is done.
func (a *API) logAnswer(c *gin.Context, start time.Time) {
	level := slog.LevelInfo
	attributes := []slog.Attr{
		slog.String("request_id", requestID(c)),
		slog.String("method", c.Request.Method),
		slog.String("route", c.FullPath()),
		slog.Int("status", c.Writer.Status()),
		slog.Duration("duration", time.Since(start)),
		slog.Int("bytes", max(c.Writer.Size(), 0)), // -1 without a body
		slog.String("user", c.GetString(usernameKey)),
		slog.String("client_address", a.clientAddress(c).String()),
	}
	if tried := c.GetString(triedKey); tried != "" {
		attributes = append(attributes, slog.String("tried_user", tried))
	}
	if c.FullPath() == "" {
		// Not the query, which may have secrets in it.
		path := c.Request.URL.Path
		path = strings.ToValidUTF8(path[:min(len(path), maxLoggedPath)], "?")
		attributes = append(attributes, slog.String("path", path))
	}
	if err := c.Errors.Last(); err != nil {
		code := fault.Code(c.GetString(codeKey))
		attributes = append(attributes, slog.String("code", string(code)), slog.String("error", err.Error()))
		switch status := answeredStatus(c); {
		case status == http.StatusInternalServerError, code == codeUnavailable, code == codeOutcomeUnknown:
			level = slog.LevelError
		case status > http.StatusInternalServerError:
			level = slog.LevelWarn
		}
	}
	a.options.Log.LogAttrs(c.Request.Context(), level, "request", attributes...)
}
