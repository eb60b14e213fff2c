package api

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest values that are taken: a name in runes, an email in bytes.
const (
	maxUsername = 64
	maxFullName = 200
	maxEmail    = 254 // RFC 5321 allows no longer path
)

const usernameAccepts = "1 to 64 letters a-z, A-Z and digits"

func isUsername(s string) bool {
	strange := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}
	return s != "" && len(s) <= maxUsername && !strings.ContainsFunc(s, strange)
}

func isFullName(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= maxFullName && !strings.ContainsFunc(s, unicode.IsControl)
}

func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	// The parser also takes "Name <address>"; we do not.
	return err == nil && address.Address == s && len(s) <= maxEmail && !strings.ContainsFunc(s, unicode.IsControl)
}
