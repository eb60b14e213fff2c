package api

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/token"
)

// authenticate lets only requests pass that show a valid access token, and
// notes whose it is.
func (a *API) authenticate(c *gin.Context) {
	scheme, text, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		fail(c, fault.New(fault.InvalidToken, `the header "Authorization: Bearer <access token>" is required`))
		return
	}
	claims, err := a.options.TokenKey.Verify(token.Access, strings.TrimSpace(text), time.Now())
	if err != nil {
		fail(c, err)
		return
	}
	c.Set(usernameKey, claims.Username)
}

func username(c *gin.Context) string { return c.GetString(usernameKey) }

// requireBanker returns a fault.RoleRequired error unless the user is a banker.
// It asks the database, not the token: a role that is taken away is gone at
// once.
func requireBanker(c *gin.Context, store *postgres.Store) error {
	user, err := store.User(c.Request.Context(), username(c))
	if err != nil {
		return err
	}
	if user.Role != identity.Banker {
		return fault.New(fault.RoleRequired, "only a %s may do this", identity.Banker)
	}
	return nil
}
