package layertar

import (
	"slices"
	"strings"
)

const octalDigits = "01234567"

// numberFormat returns how zero looks in the way that raw is written, quoted.
func numberFormat(raw string) string {
	if isBase256(raw) {
		return "base-256"
	}
	unpadded := strings.TrimLeft(raw, " ")
	ending := strings.TrimLeft(unpadded, octalDigits)
	spaces, digits := len(raw)-len(unpadded), len(unpadded)-len(ending)
	switch {
	case digits == 0:
		return quote(raw)
	case len(ending) > 2: // Not padded at all, so the length depends on the value.
		return quote("0" + ending[:1] + "…")
	case spaces > 0:
		return quote(strings.Repeat(" ", spaces+digits-1) + "0" + ending)
	default:
		return quote(strings.Repeat("0", digits) + ending)
	}
}

func isOctal(raw string) bool { return !isBase256(raw) && strings.ContainsAny(raw, octalDigits) }

// formats are the ways of writing numbers that differ, each with the fields that are written so.
type formats []format

type format struct {
	a, b   string
	fields []string
}

// add returns whether the formats differ. That of another value counts only if both are octal, since
// the value may have been the reason for it.
func (f *formats) add(field, rawA, rawB string, sameValue bool) bool {
	a, b := numberFormat(rawA), numberFormat(rawB)
	if a == b || !sameValue && !(isOctal(rawA) && isOctal(rawB)) {
		return false
	}
	i := slices.IndexFunc(*f, func(known format) bool { return known.a == a && known.b == b })
	if i < 0 {
		i = len(*f)
		*f = append(*f, format{a: a, b: b})
	}
	(*f)[i].fields = append((*f)[i].fields, field)
	return true
}
