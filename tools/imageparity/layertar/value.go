package layertar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxValue is the length in bytes beyond which a value or name is replaced by its digest.
const maxValue = 4096

// The forms of values below keep different values different. "" stands for none.

// text returns s as it is if people can read it, and quoted otherwise.
func text(s string) string {
	if readable(s) && s == strings.TrimSpace(s) && !strings.HasPrefix(s, `"`) {
		return shorten(s)
	}
	return quote(s)
}

// quote writes NUL as \0.
func quote(s string) string {
	if len(s) > maxValue {
		return shorten(s)
	}
	parts := strings.Split(s, "\x00")
	for i, part := range parts {
		quoted := strconv.Quote(part)
		parts[i] = quoted[1 : len(quoted)-1]
	}
	return `"` + strings.Join(parts, `\0`) + `"`
}

// area is for a fixed number of bytes: the NULs at the end go without saying.
func area(raw string) string {
	if trimmed := strings.TrimRight(raw, "\x00"); trimmed != "" {
		return quote(trimmed)
	}
	return ""
}

// recordValue is for PAX records, which may be empty or binary.
func recordValue(records map[string]string, key string) string {
	value, ok := records[key]
	switch {
	case !ok:
		return ""
	case value == "":
		return `""`
	case len(value) <= maxValue && (!readable(value) || strings.HasPrefix(value, "0x")):
		return "0x" + hex.EncodeToString([]byte(value))
	default:
		return text(value)
	}
}

func readable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

func shorten(s string) string {
	if len(s) <= maxValue {
		return s
	}
	return fmt.Sprintf("%s (%d bytes)", digest(sha256.Sum256([]byte(s))), len(s))
}

func digest(sum [sha256.Size]byte) string { return "sha256:" + hex.EncodeToString(sum[:]) }

func orNone(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
