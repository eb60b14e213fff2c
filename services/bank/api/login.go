package api

import (
	"errors"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/password"
)

// maxUserAgent is how much of the header is kept with the session, in bytes.
const maxUserAgent = 512

type loginRequest struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

func (r loginRequest) check() error {
	switch {
	case !isUsername(r.Username):
		return invalid("username", usernameAccepts)
	case r.Password == "":
		return invalid("password", "the user's password")
	}
	return nil
}

type loginResponse struct {
	SessionID uuid.UUID `json:"session_id"`
	tokensResponse
	User userResponse `json:"user"`
}

func (a *API) login(c *gin.Context) (loginResponse, error) {
	request, err := decode[loginRequest](c)
	if err != nil {
		return loginResponse{}, err
	}
	if err := take(c, a.limiters.loginsByUser, request.Username); err != nil {
		return loginResponse{}, err
	}
	user, err := a.checkCredentials(c, request)
	if err != nil {
		return loginResponse{}, err
	}

	session, err := uuid.NewRandom()
	if err != nil {
		return loginResponse{}, fault.During("make a session id", err)
	}
	tokens, err := a.issueTokens(session, user.Username, time.Now(), a.options.RefreshLifetime)
	if err != nil {
		return loginResponse{}, err
	}
	userAgent := c.Request.UserAgent()
	err = a.options.Store.CreateSession(c.Request.Context(), identity.Session{
		ID:               session,
		Username:         user.Username,
		RefreshTokenHash: identity.HashRefreshToken(tokens.RefreshToken),
		// A header may have any bytes, the database takes UTF-8 only.
		UserAgent: strings.ToValidUTF8(userAgent[:min(len(userAgent), maxUserAgent)], "?"),
		ClientIP:  a.clientAddress(c).String(),
		ExpiresAt: tokens.RefreshTokenExpiresAt,
	}, user.PasswordHash)
	if err != nil {
		return loginResponse{}, err
	}
	return loginResponse{SessionID: session, tokensResponse: tokens, User: newUserResponse(user)}, nil
}

// checkCredentials returns the user if the password is theirs. An unknown user
// and a wrong password look the same, in the answer and by the time it takes,
// so that nobody learns here who is a customer.
func (a *API) checkCredentials(c *gin.Context, request loginRequest) (identity.User, error) {
	user, err := a.options.Store.User(c.Request.Context(), request.Username)
	if err != nil && !errors.Is(err, fault.UserNotFound) {
		return identity.User{}, err
	}
	// The zero user of an error has no hash, which no password matches.
	ok, err := password.Matches(c.Request.Context(), user.PasswordHash, request.Password)
	if err != nil {
		return identity.User{}, err
	}
	if !ok {
		// Only who is a user: somebody else's may be a password, typed in the wrong field.
		c.Set(triedKey, user.Username)
		return identity.User{}, fault.New(fault.BadCredentials, "the username or the password is wrong")
	}
	c.Set(usernameKey, user.Username)
	return user, nil
}
