package api

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	tests := []struct {
		what string
		is   func(string) bool
		good []string
		bad  []string
	}{
		{
			what: "username",
			is:   isUsername,
			good: []string{"a", "Z", "0", "alice42", strings.Repeat("x", 64)},
			bad:  []string{"", " ", "a b", "a-b", "a_b", "ä", "a\x00", "a\n", strings.Repeat("x", 65)},
		},
		{
			what: "full name",
			is:   isFullName,
			good: []string{"A", "Zoë O'Hara", "山田", strings.Repeat("ä", 200)},
			bad:  []string{"", " \u00a0", "a\x00b", "a\nb", "a\u0085b", strings.Repeat("ä", 201)},
		},
		{
			what: "email",
			is:   isEmail,
			good: []string{"a@example.com", "a.b+c@sub.example.com", "jürgen@example.com"},
			bad: []string{"", "a", "a@", "@b", "a b@example.com", "A <a@example.com>", "<a@example.com>", "a@example.com ",
				"a\x00@example.com", "a@b, c@d", strings.Repeat("x", 250) + "@b.de"},
		},
	}
	for _, tt := range tests {
		for _, s := range tt.good {
			if !tt.is(s) {
				t.Errorf("%q is no %s", s, tt.what)
			}
		}
		for _, s := range tt.bad {
			if tt.is(s) {
				t.Errorf("%q is a %s", s, tt.what)
			}
		}
	}
}
