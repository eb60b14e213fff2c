package api

import (
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/token"
)

type renewAccessRequest struct {
	RefreshToken string `json:"refresh_token"`
}

func (r renewAccessRequest) check() error {
	if r.RefreshToken == "" {
		return invalid("refresh_token", "the refresh token of a log-in")
	}
	return nil
}

type tokensResponse struct {
	AccessToken           string    `json:"access_token"`
	AccessTokenExpiresAt  time.Time `json:"access_token_expires_at"`
	RefreshToken          string    `json:"refresh_token"`
	RefreshTokenExpiresAt time.Time `json:"refresh_token_expires_at"`
}

// renewAccess gives a new access token and a new refresh token for the one
// shown, which is then spent. There is no time in which a spent one would still
// do: whoever lost the answer has to log in again, and a thief gains nothing.
func (a *API) renewAccess(c *gin.Context) (tokensResponse, error) {
	request, err := decode[renewAccessRequest](c)
	if err != nil {
		return tokensResponse{}, err
	}
	now := time.Now().UTC().Truncate(time.Microsecond) // for tokens to expire exactly with their session
	shown, err := a.options.TokenKey.Verify(token.Refresh, request.RefreshToken, now)
	if err != nil {
		return tokensResponse{}, err
	}
	c.Set(usernameKey, shown.Username)
	next, err := a.issueTokens(shown.SessionID, shown.Username, now, shown.ExpiresAt.Sub(now))
	if err != nil {
		return tokensResponse{}, err
	}
	err = a.options.Store.RenewSession(c.Request.Context(), postgres.Renewal{
		SessionID: shown.SessionID,
		Username:  shown.Username,
		Token:     request.RefreshToken,
		Next:      next.RefreshToken,
		At:        now,
	})
	if err != nil {
		return tokensResponse{}, err
	}
	return next, nil
}

// issueTokens returns an access token and a refresh token of a session, which
// ends after the given time.
func (a *API) issueTokens(session uuid.UUID, username string, now time.Time, left time.Duration) (tokensResponse, error) {
	accessToken, access, err := a.options.TokenKey.Issue(token.Access, session, username, now, min(a.options.AccessLifetime, left))
	if err != nil {
		return tokensResponse{}, err
	}
	refreshToken, refresh, err := a.options.TokenKey.Issue(token.Refresh, session, username, now, left)
	if err != nil {
		return tokensResponse{}, err
	}
	return tokensResponse{
		AccessToken:           accessToken,
		AccessTokenExpiresAt:  access.ExpiresAt,
		RefreshToken:          refreshToken,
		RefreshTokenExpiresAt: refresh.ExpiresAt,
	}, nil
}
