package layertar

import (
	"math"
	"strconv"
	"strings"
)

// parseNumber takes what archive/tar takes: octal digits among spaces and NULs, nothing for 0, and
// GNU's base-256, which is big-endian two's complement below a leading bit.
func parseNumber(raw string) (int64, bool) {
	if isBase256(raw) {
		return parseBase256(raw)
	}
	digits, _, _ := strings.Cut(strings.Trim(raw, " \x00"), "\x00")
	if digits == "" {
		return 0, true
	}
	value, err := strconv.ParseUint(digits, 8, 63)
	return int64(value), err == nil
}

func isBase256(raw string) bool { return raw[0]&0x80 != 0 }

func parseBase256(raw string) (int64, bool) {
	value := int64(int8(raw[0]<<1)) >> 1 // Extends the sign, which is the bit below the leading one.
	for i := 1; i < len(raw); i++ {
		if value > math.MaxInt64>>8 || value < math.MinInt64>>8 {
			return 0, false
		}
		value = value<<8 | int64(raw[i])
	}
	return value, true
}
