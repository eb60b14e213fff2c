package report

import (
	"fmt"
	"strconv"

	"example.com/simplebank/tools/imageparity/printable"
)

// none stands for a value that an image does not have.
const none = "(none)"

func value(s *string) string {
	if s == nil {
		return none
	}
	if *s == "" {
		return `""`
	}
	return printable.String(*s)
}

func orNone(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// number separates thousands. It takes no negative ones.
func number[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func plural[N int | int64](n N, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return number(n) + " " + unit + "s"
}

func andMore(n int) string { return fmt.Sprintf("… and %s more", number(n)) }
