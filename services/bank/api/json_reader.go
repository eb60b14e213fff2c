package api

import (
	"bytes"
	"strconv"
)

// jsonReader reads what is known to be JSON, and makes nothing of it: the decoder
// has done so, and its tokens would cost an allocation each.
type jsonReader struct{ rest []byte }

// next returns the byte after white space, which is not read yet; 0 at the end.
func (r *jsonReader) next() byte {
	r.rest = bytes.TrimLeft(r.rest, " \t\r\n")
	if len(r.rest) == 0 {
		return 0
	}
	return r.rest[0]
}

// skip reads one byte.
func (r *jsonReader) skip() { r.rest = r.rest[1:] }

// value reads a value of whatever type.
func (r *jsonReader) value() (value []byte) {
	r.next()
	n := valueLength(r.rest)
	value, r.rest = r.rest[:n], r.rest[n:]
	return value
}

// valueLength returns how long the value at the beginning of the text is.
func valueLength(text []byte) int {
	switch text[0] {
	case '"':
		return stringLength(text)
	case '{', '[':
		return nestLength(text)
	}
	if end := bytes.IndexAny(text, ",]} \t\r\n"); end >= 0 {
		return end
	}
	return len(text)
}

// nestLength is [valueLength] of an object or a list.
func nestLength(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += stringLength(text[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// stringLength is [valueLength] of a string: with its quotes.
func stringLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// hasHalfPair reports whether a string of JSON has the escape of half of a surrogate
// pair without the other.
func hasHalfPair(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return false
		}
		text = text[i:]
		unit := escapedUnit(text)
		switch {
		case unit < 0xd800 || unit > 0xdfff:
			text = text[2:]
			continue
		case unit >= 0xdc00:
			return true
		}
		if low := escapedUnit(text[6:]); low < 0xdc00 || low > 0xdfff {
			return true
		}
		text = text[12:]
	}
}

// escapedUnit returns the UTF-16 unit that \uXXXX at the beginning of the text is, or
// -1 if it does not begin so.
func escapedUnit(text []byte) int64 {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return -1
	}
	unit, _ := strconv.ParseInt(string(text[2:6]), 16, 32) // four digits of JSON
	return unit
}
