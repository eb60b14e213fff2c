// Package identity says who uses the bank: users, their roles, and the sessions
// that logging in opens.
package identity

import "time"

// User is a customer or an employee of the bank.
type User struct {
	Username          string // unique, ASCII letters and digits
	Role              Role
	PasswordHash      string // bcrypt, never shown
	FullName          string
	Email             string // unique but for case
	PasswordChangedAt time.Time
	CreatedAt         time.Time
}
