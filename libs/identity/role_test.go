package identity_test

import (
	"errors"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

func TestParseRole(t *testing.T) {
	for _, role := range []identity.Role{identity.Depositor, identity.Banker} {
		if got, err := identity.ParseRole(string(role)); err != nil || got != role {
			t.Errorf("ParseRole(%q) = %q, %v", role, got, err)
		}
	}
	for _, name := range []string{"", "Banker", "admin"} {
		if got, err := identity.ParseRole(name); !errors.Is(err, fault.InvalidArgument) {
			t.Errorf("ParseRole(%q) = %q, %v; want invalid_argument", name, got, err)
		}
	}
}
