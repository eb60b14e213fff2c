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

// The currencies the bank deals in. A new one needs a line here and a
// migration that creates its system account.
const (
	USD Currency = "USD"
	EUR Currency = "EUR"
	CAD Currency = "CAD"
)

// minorDigits is the number of decimal places of the minor unit (ISO 4217).
var minorDigits = map[Currency]int{
	USD: 2,
	EUR: 2,
	CAD: 2,
}

// Currencies returns every currency the bank deals in.
func Currencies() []Currency { return []Currency{USD, EUR, CAD} }

// ParseCurrency returns the currency with the given code. Any code but those
// of [Currencies] is a [fault.UnknownCurrency] error.
func ParseCurrency(code string) (Currency, error) {
	c := Currency(code)
	if _, ok := minorDigits[c]; !ok {
		return "", fault.New(fault.UnknownCurrency, "currency must be one of %s", strings.Trim(fmt.Sprint(Currencies()), "[]"))
	}
	return c, nil
}

// MinorDigits returns how many decimal places the currency's minor unit has:
// 2 for cents.
func (c Currency) MinorDigits() int { return minorDigits[c] }
