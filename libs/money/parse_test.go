package money_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

func TestParseAmount(t *testing.T) {
	tests := []struct {
		text     string
		currency money.Currency
		want     money.Amount
	}{
		{"0", money.USD, 0},
		{"12", money.USD, 1200},
		{"12.3", money.USD, 1230},
		{"12.34", money.USD, 1234},
		{"-0.05", money.EUR, -5},
		{"0012.00", money.USD, 1200},
		{"1500", money.JPY, 1500},
		{"1.234", money.KWD, 1234},
		{"92233720368547758.07", money.USD, math.MaxInt64},
		{"-92233720368547758.08", money.USD, math.MinInt64},
	}
	for _, tt := range tests {
		if got, err := money.ParseAmount(tt.text, tt.currency); err != nil || got != tt.want {
			t.Errorf("ParseAmount(%q, %s) = %d, %v; want %d", tt.text, tt.currency, got, err, tt.want)
		}
	}
}

func TestParseAmountRefused(t *testing.T) {
	const digits = "must be digits with at most one point, such as 12.34"
	for text, words := range map[string]string{
		"":                     digits,
		"-":                    digits,
		".5":                   digits,
		"5.":                   digits,
		"+5":                   digits,
		"--5":                  digits,
		"1e3":                  digits,
		"0x10":                 digits,
		"1_000":                digits,
		"1,000.00":             digits,
		"12,34":                digits,
		"1.2.3":                digits,
		" 5":                   digits,
		"5 USD":                digits,
		"١٢":                   digits,
		"12.345":               `"12.345" has 3 decimal places, but USD has 2: it must be such as 12.34`,
		"12.340":               "USD has 2",
		"92233720368547758.08": "at most 92233720368547758.07 USD",
		"99999999999999999999": "out of range",
	} {
		got, err := money.ParseAmount(text, money.USD)
		if !errors.Is(err, fault.InvalidArgument) || !strings.Contains(err.Error(), words) {
			t.Errorf("ParseAmount(%q) = %d, %v; want %q", text, got, err, words)
		}
	}
	if _, err := money.ParseAmount("1.0", money.JPY); err == nil || !strings.Contains(err.Error(), "JPY has 0: it must be such as 12") {
		t.Errorf("yen with a fraction: %v", err)
	}
}

func TestParseAmountReadsWhatFormatWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount, currency := amounts().Draw(t, "amount"), rapid.SampledFrom(money.Currencies()).Draw(t, "currency")
		text := strings.TrimSuffix(amount.Format(currency), " "+string(currency))
		if got, err := money.ParseAmount(text, currency); err != nil || got != amount {
			t.Errorf("ParseAmount(%q, %s) = %d, %v; want %d", text, currency, got, err, amount)
		}
	})
}

// FuzzParseAmount checks that what is read is what was written, but for zeros.
func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"0", "-0.05", "12.34", "12.345", "1e9", "99999999999999999999", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := money.ParseAmount(text, money.USD)
		if err != nil {
			if !errors.Is(err, fault.InvalidArgument) {
				t.Errorf("ParseAmount(%q): %v", text, err)
			}
			return
		}
		plain := func(s string) string {
			if !strings.Contains(s, ".") {
				s += "."
			}
			whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
			return strings.TrimLeft(whole, "0") + "." + strings.TrimRight(fraction, "0")
		}
		written := strings.TrimSuffix(got.Format(money.USD), " USD")
		if plain(written) != plain(text) || (got != 0 && strings.HasPrefix(text, "-") != (got < 0)) {
			t.Errorf("ParseAmount(%q) = %s", text, written)
		}
	})
}
