package money

import (
	"errors"
	"fmt"
)

// ErrOverflow says that a sum or a difference does not fit in an [Amount].
var ErrOverflow = errors.New("amount out of range")

// Amount is a sum of money in minor units of its currency (cents of a dollar).
// The currency is kept beside it, not in it.
type Amount int64

// Add returns a+b, or [ErrOverflow] if the sum does not fit.
func (a Amount) Add(b Amount) (Amount, error) {
	sum := a + b
	if (b > 0 && sum < a) || (b < 0 && sum > a) {
		return 0, ErrOverflow
	}
	return sum, nil
}

// Sub returns a-b, or [ErrOverflow] if the difference does not fit.
func (a Amount) Sub(b Amount) (Amount, error) {
	difference := a - b
	if (b > 0 && difference > a) || (b < 0 && difference < a) {
		return 0, ErrOverflow
	}
	return difference, nil
}

// Format writes the amount in major units with the currency's code:
// Amount(-5).Format(USD) is "-0.05 USD".
func (a Amount) Format(c Currency) string { return a.Decimal(c) + " " + string(c) }

// Decimal writes the amount in major units: Amount(-5).Decimal(USD) is "-0.05".
func (a Amount) Decimal(c Currency) string {
	// The most negative amount has no positive counterpart but in uint64.
	sign, rest := "", uint64(a)
	if a < 0 {
		sign, rest = "-", -uint64(a)
	}
	digits := c.MinorDigits()
	if digits == 0 {
		return fmt.Sprintf("%s%d", sign, rest)
	}
	unit := uint64(1)
	for range digits {
		unit *= 10
	}
	return fmt.Sprintf("%s%d.%0*d", sign, rest/unit, digits, rest%unit)
}
