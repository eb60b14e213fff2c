package api

import (
	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/password"
)

type changePasswordRequest struct {
	CurrentPassword string `json:"current_password"`
	NewPassword     string `json:"new_password"`
}

func (r changePasswordRequest) check() error {
	switch {
	case r.CurrentPassword == "":
		return invalid("current_password", "the user's password")
	case password.Check(r.NewPassword) != nil:
		return invalid("new_password", password.Accepts)
	}
	return nil
}

// changePassword changes the user's password and ends all their sessions, the
// one of the request too. A wrong current password is not a 401, which would
// tell clients to renew their token and try again.
func (a *API) changePassword(c *gin.Context) (userResponse, error) {
	request, err := decode[changePasswordRequest](c)
	if err != nil {
		return userResponse{}, err
	}
	if err := take(c, a.limiters.loginsByUser, username(c)); err != nil {
		return userResponse{}, err
	}
	ctx := c.Request.Context()
	user, err := a.options.Store.User(ctx, username(c))
	if err != nil {
		return userResponse{}, err
	}
	ok, err := password.Matches(ctx, user.PasswordHash, request.CurrentPassword)
	if err != nil {
		return userResponse{}, err
	}
	if !ok {
		return userResponse{}, fault.New(fault.WrongPassword, "current_password is not your password")
	}
	hash, err := password.Hash(ctx, request.NewPassword)
	if err != nil {
		return userResponse{}, err
	}
	user, err = a.options.Store.ChangePassword(ctx, user.Username, user.PasswordHash, hash)
	if err != nil {
		return userResponse{}, err
	}
	return newUserResponse(user), nil
}
