package api

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres"
)

// authenticate lets only requests pass that show an access token of a session
// that goes on, and notes whose it is. It asks the database, not the token, for
// the session and the role: what is taken away is gone at once.
func (a *API) authenticate(c *gin.Context) {
	scheme, text, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		fail(c, fault.New(fault.InvalidToken, `the header "Authorization: Bearer <access token>" is required`))
		return
	}
	claims, err := a.accessTokens.Verify(strings.TrimSpace(text), time.Now())
	if err != nil {
		fail(c, err)
		return
	}
	c.Set(usernameKey, claims.Username)
	role, err := a.options.Store.BearerRole(c.Request.Context(), claims.Username, claims.SessionID, claims.IssuedAt)
	if err != nil {
		fail(c, err)
		return
	}
	c.Set(roleKey, role)
	c.Set(sessionKey, claims.SessionID)
}

// username returns who asks. It is not inlined, as it is asked for in many places.
//
//go:noinline
func username(c *gin.Context) string { return c.GetString(usernameKey) }

func role(c *gin.Context) identity.Role { return c.MustGet(roleKey).(identity.Role) }

// session returns the session of the access token, uuid.Nil if it does not tell.
func session(c *gin.Context) uuid.UUID { return c.MustGet(sessionKey).(uuid.UUID) }

// store returns the store for what the user does.
func (a *API) store(c *gin.Context) *postgres.Store { return a.options.Store.As(actor(c)) }

func actor(c *gin.Context) postgres.Actor {
	return postgres.Actor{Username: username(c), Role: role(c), RequestID: requestID(c)}
}

// requireBanker returns a fault.RoleRequired error unless the user is a banker.
func requireBanker(c *gin.Context) error {
	if role(c) != identity.Banker {
		return fault.New(fault.RoleRequired, "only a %s may do this", identity.Banker)
	}
	return nil
}
