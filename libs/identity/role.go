package identity

import "example.com/simplebank/libs/fault"

// Role is what a user may do beyond handling accounts of their own.
type Role string

const (
	// Depositor is the role of a new user: own accounts only.
	Depositor Role = "depositor"
	// Banker may also bring cash into any user's account and pay it out.
	Banker Role = "banker"
)

// ParseRole returns the role of that name, or a fault.InvalidArgument error.
func ParseRole(name string) (Role, error) {
	switch role := Role(name); role {
	case Depositor, Banker:
		return role, nil
	}
	return "", fault.New(fault.InvalidArgument, "role must be %s or %s", Depositor, Banker)
}
