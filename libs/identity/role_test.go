package identity_test

import (
	"errors"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

func TestParseRole(t *testing.T) {
	for _, role := range []identity.Role{identity.Depositor, identity.Banker, identity.Auditor} {
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

func TestWhatRolesMayDo(t *testing.T) {
	for role, want := range map[identity.Role]struct{ acts, reads bool }{
		identity.Depositor: {false, false},
		identity.Banker:    {true, true},
		identity.Auditor:   {false, true},
		"":                 {false, false},
	} {
		if role.ActsOnAny() != want.acts || role.ReadsAny() != want.reads {
			t.Errorf("%q acts on any account: %t, reads any: %t; want %+v", role, role.ActsOnAny(), role.ReadsAny(), want)
		}
	}
}
