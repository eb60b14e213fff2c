// Package money has the currencies the bank deals in and amounts of them.
// Amounts are whole numbers of minor units; nothing here rounds.
package money

import (
	"cmp"
	"slices"

	"example.com/simplebank/libs/fault"
)

// Currency is an ISO 4217 alphabetic code, in capitals.
type Currency string

// The currencies that code calls by name.
const (
	CAD Currency = "CAD"
	EUR Currency = "EUR"
	JPY Currency = "JPY" // no decimal places
	KWD Currency = "KWD" // three decimal places
	USD Currency = "USD"
)

// Currencies returns every currency the bank deals in, in the order of the
// codes.
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
	c := Currency(code)
	if _, known := c.find(); !known {
		return "", fault.New(fault.UnknownCurrency,
			"currency must be the ISO 4217 code of a national currency in capitals, such as USD, EUR or JPY")
	}
	return c, nil
}

// MinorDigits returns how many decimal places the currency's minor unit has:
// 2 for cents, and 0 for what is not in [Currencies].
func (c Currency) MinorDigits() int {
	i, known := c.find()
	if !known {
		return 0
	}
	return currencies[i].minorDigits
}

// find returns the currency's place in the list.
func (c Currency) find() (place int, known bool) {
	return slices.BinarySearchFunc(currencies, c, func(l listed, c Currency) int { return cmp.Compare(l.code, c) })
}
