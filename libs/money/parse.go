package money

import (
	"strconv"
	"strings"

	"example.com/simplebank/libs/fault"
)

// ParseAmount reads an amount in major units, as [Amount.Format] writes it before
// the code: digits, with a point and at most as many decimal places as the
// currency has. What would have to be rounded, and all else that people write
// numbers with, is a [fault.InvalidArgument] error.
func ParseAmount(text string, c Currency) (Amount, error) {
	digits := c.MinorDigits()
	number, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(number, ".")
	if !isDigits(whole) || point && !isDigits(fraction) {
		return 0, fault.New(fault.InvalidArgument, "%q must be digits with at most one point, such as %s", text, example(c))
	}
	if len(fraction) > digits {
		return 0, fault.New(fault.InvalidArgument, "%q has %d decimal places, but %s has %d: it must be such as %s",
			text, len(fraction), c, digits, example(c))
	}
	minor := whole + fraction + strings.Repeat("0", digits-len(fraction))
	if negative {
		minor = "-" + minor
	}
	n, err := strconv.ParseInt(minor, 10, 64)
	if err != nil {
		return 0, fault.New(fault.InvalidArgument, "%q is out of range: it must be at most %s", text, Amount(1<<63-1).Format(c))
	}
	return Amount(n), nil
}

func isDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// example returns an amount as the currency wants it.
func example(c Currency) string {
	if digits := c.MinorDigits(); digits > 0 {
		return "12." + "3456"[:digits]
	}
	return "12"
}
