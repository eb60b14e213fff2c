package client

import (
	"context"
	"net/http"
	"time"
)

// NewUser is who wants to become a user.
type NewUser struct {
	Username string `json:"username"`
	Password string `json:"password"`
	FullName string `json:"full_name"`
	Email    string `json:"email"`
}

// User is a user of the bank.
type User struct {
	Username          string    `json:"username"`
	FullName          string    `json:"full_name"`
	Email             string    `json:"email"`
	PasswordChangedAt time.Time `json:"password_changed_at"`
	CreatedAt         time.Time `json:"created_at"`
}

// CreateUser makes a user, whom it does not log in.
func (c *Client) CreateUser(ctx context.Context, user NewUser) (User, error) {
	return call[User](ctx, c, request{method: http.MethodPost, path: "/users", body: user, open: true})
}

// ChangePassword changes the user's password. That ends all their sessions, so that
// the client is no longer logged in.
func (c *Client) ChangePassword(ctx context.Context, current, new string) (User, error) {
	session := c.Session()
	user, err := call[User](ctx, c, request{
		method: http.MethodPost, path: "/users/password",
		body: map[string]string{"current_password": current, "new_password": new},
	})
	if err != nil {
		return User{}, err
	}
	return user, c.forget(ctx, session)
}
