// Package money has the currencies the bank deals in and amounts of them.
// Amounts are whole numbers of minor units; nothing here rounds.
package money

import (
	"fmt"
	"strings"

	"example.com/simplebank/libs/fault"
)

// Currency is an ISO 4217 alphabetic code, in capitals.
type Currency string

// The currencies the bank deals in. A new one needs a line here, one in the
// list below, and a migration that creates its system account.
const (
	USD Currency = "USD"
	EUR Currency = "EUR"
	CAD Currency = "CAD"
)

// currencies is the one list; all else is derived from it.
var currencies = []struct {
	code        Currency
	minorDigits int // decimal places of the minor unit (ISO 4217)
}{
	{USD, 2},
	{EUR, 2},
	{CAD, 2},
}

// Currencies returns every currency the bank deals in.
func Currencies() []Currency {
	var codes []Currency
	for _, c := range currencies {
		codes = append(codes, c.code)
	}
	return codes
}

// ParseCurrency returns the currency with the given code. Any code but those
// of [Currencies] is a [fault.UnknownCurrency] error.
func ParseCurrency(code string) (Currency, error) {
	for _, c := range currencies {
		if string(c.code) == code {
			return c.code, nil
		}
	}
	return "", fault.New(fault.UnknownCurrency, "currency must be one of %s", strings.Trim(fmt.Sprint(Currencies()), "[]"))
}

// MinorDigits returns how many decimal places the currency's minor unit has:
// 2 for cents.
func (c Currency) MinorDigits() int {
	for _, known := range currencies {
		if known.code == c {
			return known.minorDigits
		}
	}
	return 0
}
