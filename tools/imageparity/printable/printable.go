// Package printable makes text from images and statements, which anybody may have written, fit to print.
package printable

import "strconv"

// String returns s, quoted if it could disturb the output or the terminal, or reorder the text around it.
func String(s string) string {
	for _, r := range s {
		if !strconv.IsPrint(r) || r == '\uFFFD' {
			return strconv.Quote(s)
		}
	}
	return s
}
