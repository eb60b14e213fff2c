package layertar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// slot is where a header has a field.
type slot struct {
	name       string
	start, end int
	kind       kind
}

// kind says how to read the bytes of a slot.
type kind int

const (
	characters kind = iota // Text up to the first NUL.
	number
	code   // All bytes count.
	opaque // All bytes count, but the NULs at the end are not shown.
)

var (
	slotName     = slot{"name", 0, 100, characters}
	slotSize     = slot{"size", 124, 136, number}
	slotChecksum = slot{"chksum", 148, 156, number}
	slotTypeflag = slot{"typeflag", 156, 157, code}
	slotMagic    = slot{"magic", 257, 263, code}
	slotPrefix   = slot{"prefix", 345, 500, characters}
)

// commonSlots have the same meaning in all formats.
var commonSlots = []slot{
	slotName,
	{"mode", 100, 108, number},
	{"uid", 108, 116, number},
	{"gid", 116, 124, number},
	slotSize,
	{"mtime", 136, 148, number},
	slotChecksum,
	slotTypeflag,
	{"linkname", 157, 257, characters},
	slotMagic,
	{"version", 263, 265, code},
	{"uname", 265, 297, characters},
	{"gname", 297, 329, characters},
	{"devmajor", 329, 337, number},
	{"devminor", 337, 345, number},
}

var (
	ustarSlots = slices.Concat(commonSlots, []slot{slotPrefix, {"unused", 500, 512, opaque}})
	gnuSlots   = slices.Concat(commonSlots, []slot{
		{"atime", 345, 357, number}, {"ctime", 357, 369, number}, {"sparse map", 369, 512, opaque},
	})
)

// slotsOf returns slots, which cover all bytes, to compare the headers by.
func slotsOf(a, b header) []slot {
	if a.isGNU() && b.isGNU() {
		return gnuSlots
	}
	return ustarSlots
}

func (s slot) of(h header) string { return string(h[s.start:s.end]) }

// value returns what the bytes mean, for people to read, and "" for none.
func (s slot) value(raw string) string {
	switch s.kind {
	case characters:
		return text(untilNUL(raw))
	case code:
		return quote(raw)
	case opaque:
		return area(raw)
	}
	n, ok := parseNumber(raw)
	switch {
	case !ok:
		return quote(raw)
	case s.name == "mode":
		return fmt.Sprintf("%07o", n)
	default:
		return strconv.FormatInt(n, 10)
	}
}

// untilNUL returns text that is stored as in C.
func untilNUL(raw string) string {
	result, _, _ := strings.Cut(raw, "\x00")
	return result
}
