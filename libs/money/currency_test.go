package money_test

import (
	"errors"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

func TestParseCurrency(t *testing.T) {
	for _, c := range money.Currencies() {
		got, err := money.ParseCurrency(string(c))
		if err != nil || got != c {
			t.Errorf("ParseCurrency(%q) = %q, %v", c, got, err)
		}
		if got.MinorDigits() != 2 {
			t.Errorf("%s has %d minor digits, want 2", c, got.MinorDigits())
		}
	}
	for _, code := range []string{"", "usd", "XYZ", "USD ", "US"} {
		if got, err := money.ParseCurrency(code); !errors.Is(err, fault.UnknownCurrency) {
			t.Errorf("ParseCurrency(%q) = %q, %v; want unknown_currency", code, got, err)
		}
	}
}
