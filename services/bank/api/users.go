package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/password"
)

type createUserRequest struct {
	Username string `json:"username"`
	Password string `json:"password"`
	FullName string `json:"full_name"`
	Email    string `json:"email"`
}

func (r createUserRequest) check() error {
	switch {
	case !isUsername(r.Username):
		return invalid("username", usernameAccepts)
	case !isFullName(r.FullName):
		return invalid("full_name", "1 to 200 characters, not all of them space, none a control character")
	case !isEmail(r.Email):
		return invalid("email", "an email address of at most 254 bytes")
	}
	return password.Check(r.Password)
}

type userResponse struct {
	Username          string    `json:"username"`
	FullName          string    `json:"full_name"`
	Email             string    `json:"email"`
	PasswordChangedAt time.Time `json:"password_changed_at"`
	CreatedAt         time.Time `json:"created_at"`
}

func newUserResponse(u identity.User) userResponse {
	return userResponse{
		Username:          u.Username,
		FullName:          u.FullName,
		Email:             u.Email,
		PasswordChangedAt: u.PasswordChangedAt,
		CreatedAt:         u.CreatedAt,
	}
}

func (a *API) createUser(c *gin.Context) (userResponse, error) {
	request, err := decode[createUserRequest](c)
	if err != nil {
		return userResponse{}, err
	}
	hash, err := password.Hash(c.Request.Context(), request.Password)
	if err != nil {
		return userResponse{}, err
	}
	user, err := a.options.Store.CreateUser(c.Request.Context(), identity.User{
		Username:     request.Username,
		PasswordHash: hash,
		FullName:     request.FullName,
		Email:        request.Email,
	})
	if err != nil {
		return userResponse{}, err
	}
	return newUserResponse(user), nil
}
