package fault_test

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"example.com/simplebank/libs/fault"
)

func TestErrorIsFoundThroughWrapping(t *testing.T) {
	err := fmt.Errorf("get account: %w", fault.New(fault.AccountNotFound, "account %d does not exist", 7))

	if !errors.Is(err, fault.AccountNotFound) {
		t.Errorf("errors.Is(%v, AccountNotFound) = false", err)
	}
	if errors.Is(err, fault.NotOwner) {
		t.Errorf("errors.Is(%v, NotOwner) = true", err)
	}
	var e *fault.Error
	if !errors.As(err, &e) || e.Message != "account 7 does not exist" {
		t.Errorf("errors.As(%v) found %+v", err, e)
	}
}

func TestCodesAreUniqueSnakeCase(t *testing.T) {
	snake := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	seen := map[fault.Code]bool{}
	for _, code := range fault.Codes() {
		if !snake.MatchString(string(code)) {
			t.Errorf("code %q is not snake_case", code)
		}
		if seen[code] {
			t.Errorf("code %q is listed twice", code)
		}
		seen[code] = true
	}
}
