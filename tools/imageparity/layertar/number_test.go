package layertar

import (
	"math"
	"testing"
)

func TestParseNumber(t *testing.T) {
	for raw, want := range map[string]int64{
		"0000644\x00":                          0o644,
		"000644 \x00":                          0o644,
		"00000644":                             0o644,
		"   644 \x00":                          0o644,
		"644\x00junk":                          0o644,
		"       \x00":                          0,
		"\x00\x00\x00\x00":                     0,
		"\x80\x00\x00\x01":                     1,
		"\xff\xff\xff\xfe":                     -2,
		"\x80\x7f\xff\xff\xff\xff\xff\xff\xff": math.MaxInt64,
		"\xff\x80\x00\x00\x00\x00\x00\x00\x00": math.MinInt64,
	} {
		if got, ok := parseNumber(raw); got != want || !ok {
			t.Errorf("%q: got %d, %v, want %d", raw, got, ok, want)
		}
	}
	for _, raw := range []string{
		"0000648\x00", "-000644\x00", "+000644\x00", "0x00644\x00", "0_0644\x00", "6 4\x00",
		"\x80\x80\x00\x00\x00\x00\x00\x00\x00", "\xff\x7f\xff\xff\xff\xff\xff\xff\xff", "\x80\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	} {
		if got, ok := parseNumber(raw); ok {
			t.Errorf("%q: got %d, want none", raw, got)
		}
	}
}
