package ratelimit_test

import (
	"testing"
	"time"

	"example.com/simplebank/libs/ratelimit"
)

func TestRateText(t *testing.T) {
	for text, want := range map[string]ratelimit.Rate{
		"off":           {},
		"10/1m0s":       {Count: 10, Per: time.Minute},
		"1/1ns":         {Count: 1, Per: 1},
		"2147483647/3s": {Count: 2147483647, Per: 3 * time.Second},
	} {
		var got ratelimit.Rate
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%s is read as %+v, %v; want %+v", text, got, err, want)
		}
		if got := want.String(); got != text {
			t.Errorf("%+v is written as %s, want %s", want, got, text)
		}
	}
	for _, text := range []string{
		"", "10", "10/", "/1m", "10/1", "0/1m", "-1/1m", "1/0s", "1/-1m", "2/1ns", "1.5/1m", "2147483648/1h", "Off", "10/1m ",
	} {
		var got ratelimit.Rate
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}
