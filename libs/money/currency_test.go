package money_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/money"
)

// notMoney are the codes of list one of ISO 4217 that no account can be in.
const notMoney = "BOV CHE CHW CLF COU MXV USN UYI UYW XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"

func TestCurrencies(t *testing.T) {
	all := money.Currencies()
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("the codes are not in order, or not unique: %s", all)
	}
	capitals := regexp.MustCompile(`^[A-Z]{3}$`)
	withDigits := map[int]int{}
	for _, c := range all {
		if !capitals.MatchString(string(c)) {
			t.Errorf("%q is not three capitals", c)
		}
		withDigits[c.MinorDigits()]++
	}
	// As counted in the standard: a slip of one digit in the list is found here.
	if withDigits[0] != 16 || withDigits[2] != 132 || withDigits[3] != 7 || len(all) != 16+132+7 {
		t.Errorf("currencies by minor digits: %v of %d, want 16 with 0, 132 with 2, 7 with 3", withDigits, len(all))
	}
}

func TestParseCurrency(t *testing.T) {
	for _, c := range money.Currencies() {
		if got, err := money.ParseCurrency(string(c)); err != nil || got != c {
			t.Errorf("ParseCurrency(%q) = %q, %v", c, got, err)
		}
	}
	historic := []string{"ANG", "BGN", "CUC", "DEM", "HRK", "SLL", "ZWL"}
	for _, code := range slices.Concat(strings.Fields(notMoney), historic, []string{"", "usd", "XYZ", "USD ", "US", "AAA", "ZZZ"}) {
		if got, err := money.ParseCurrency(code); !errors.Is(err, fault.UnknownCurrency) {
			t.Errorf("ParseCurrency(%q) = %q, %v; want unknown_currency", code, got, err)
		}
	}
}

func TestMinorDigits(t *testing.T) {
	for c, want := range map[money.Currency]int{
		money.JPY: 0, money.USD: 2, money.KWD: 3,
		"AED": 2, "ZWG": 2, // first and last
		"UGX": 0, "TND": 3, "MRU": 2, "": 0, "XXX": 0,
	} {
		if got := c.MinorDigits(); got != want {
			t.Errorf("%s has %d minor digits, want %d", c, got, want)
		}
	}
}

func FuzzParseCurrency(f *testing.F) {
	for _, seed := range []string{"USD", "JPY", "KWD", "usd", "XXX", "", "USD\x00", "ＵＳＤ", "\xff"} {
		f.Add(seed)
	}
	all := money.Currencies()
	f.Fuzz(func(t *testing.T, code string) {
		got, err := money.ParseCurrency(code)
		if slices.Contains(all, money.Currency(code)) {
			if err != nil || string(got) != code {
				t.Errorf("ParseCurrency(%q) = %q, %v", code, got, err)
			}
			return
		}
		// The text goes to whoever sent the code.
		if got != "" || !errors.Is(err, fault.UnknownCurrency) || len(err.Error()) > 100 {
			t.Errorf("ParseCurrency(%q) = %q, %v; want unknown_currency", code, got, err)
		}
	})
}
