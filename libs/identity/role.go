package identity

import "example.com/simplebank/libs/fault"

// Role is what a user may do beyond handling accounts of their own.
type Role string

const (
	// Depositor is the role of a new user: own accounts only.
	Depositor Role = "depositor"
	// Banker may also act on any account, bring cash in and pay it out.
	Banker Role = "banker"
	// Auditor may also read any account.
	Auditor Role = "auditor"
)

// ActsOnAny reports whether the role may change accounts of others.
func (r Role) ActsOnAny() bool { return r == Banker }

// ReadsAny reports whether the role may see accounts of others.
func (r Role) ReadsAny() bool { return r == Banker || r == Auditor }

// ParseRole returns the role of that name, or a fault.InvalidArgument error.
func ParseRole(name string) (Role, error) {
	switch role := Role(name); role {
	case Depositor, Banker, Auditor:
		return role, nil
	}
	return "", fault.New(fault.InvalidArgument, "role must be %s, %s or %s", Depositor, Banker, Auditor)
}
