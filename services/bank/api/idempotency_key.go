package api

import "strings"

// maxIdempotencyKey is the longest key that is taken, in characters.
const maxIdempotencyKey = 255

const idempotencyKeyAccepts = `1 to 255 characters of printable ASCII in quotes, with \" and \\ for a quote and a backslash, ` +
	`or without quotes if they have no space, quote, backslash, comma or semicolon`

// parseIdempotencyKey reads the values of the header Idempotency-Key, of which
// there must be one: a string as structured fields have it (RFC 8941, 3.3.3),
// as the draft asks for, or the bare key, which is what many clients send. Both
// are the same key.
func parseIdempotencyKey(header []string) (string, error) {
	if len(header) == 1 {
		key, ok := header[0], false
		if strings.HasPrefix(key, `"`) {
			key, ok = unquote(key)
		} else {
			ok = isPrintable(key) && !strings.ContainsAny(key, ` "\,;`)
		}
		if ok && key != "" && len(key) <= maxIdempotencyKey {
			return key, nil
		}
	}
	return "", invalid("the header Idempotency-Key", idempotencyKeyAccepts)
}

// unquote returns the content of a string of structured fields, and whether it
// is one.
func unquote(s string) (content string, ok bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' || !isPrintable(s) {
		return "", false
	}
	var text strings.Builder
	for s = s[1 : len(s)-1]; s != ""; s = s[1:] {
		switch s[0] {
		case '"':
			return "", false
		case '\\':
			if s = s[1:]; s == "" || (s[0] != '"' && s[0] != '\\') {
				return "", false
			}
		}
		text.WriteByte(s[0])
	}
	return text.String(), true
}

func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}
