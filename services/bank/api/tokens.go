package api

import (
	"time"

	"github.com/gin-gonic/gin"

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

type renewAccessResponse struct {
	AccessToken          string    `json:"access_token"`
	AccessTokenExpiresAt time.Time `json:"access_token_expires_at"`
}

func (a *API) renewAccess(c *gin.Context) (renewAccessResponse, error) {
	request, err := decode[renewAccessRequest](c)
	if err != nil {
		return renewAccessResponse{}, err
	}
	now := time.Now()
	refresh, err := a.options.TokenKey.Verify(token.Refresh, request.RefreshToken, now)
	if err != nil {
		return renewAccessResponse{}, err
	}
	c.Set(usernameKey, refresh.Username)
	session, err := a.options.Store.Session(c.Request.Context(), refresh.ID)
	if err != nil {
		return renewAccessResponse{}, err
	}
	if err := session.CheckRenewal(refresh.Username, request.RefreshToken, now); err != nil {
		return renewAccessResponse{}, err
	}
	accessToken, access, err := a.options.TokenKey.Issue(token.Access, session.Username, now, a.options.AccessLifetime)
	if err != nil {
		return renewAccessResponse{}, err
	}
	return renewAccessResponse{AccessToken: accessToken, AccessTokenExpiresAt: access.ExpiresAt}, nil
}
