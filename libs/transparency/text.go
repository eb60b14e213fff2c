package transparency

import (
	"fmt"
	"strings"
)

// appendString appends a JSON string as RFC 8785 (3.2.2.2) has it, which is also
// how most languages write one: only what must be escaped is. encoding/json
// escapes more.
func appendString(text []byte, s string) []byte {
	text = append(text, '"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch r {
		case '"', '\\':
			text = append(text, '\\', byte(r))
		case '\b':
			text = append(text, `\b`...)
		case '\t':
			text = append(text, `\t`...)
		case '\n':
			text = append(text, `\n`...)
		case '\f':
			text = append(text, `\f`...)
		case '\r':
			text = append(text, `\r`...)
		default:
			if r < ' ' {
				text = fmt.Appendf(text, `\u%04x`, r)
			} else {
				text = append(text, string(r)...)
			}
		}
	}
	return append(text, '"')
}
