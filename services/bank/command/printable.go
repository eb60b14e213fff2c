package command

import (
	"strings"
	"unicode"
)

// printable keeps a text, which may be somebody's, from doing anything to a terminal.
//
// Not inlined, as fault.New.
//
//go:noinline
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
