package money_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.com/simplebank/libs/money"
)

// amounts are all amounts, those at the ends of the range more often.
func amounts() *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		n := rapid.Int64().Draw(t, "n")
		switch rapid.IntRange(0, 3).Draw(t, "end") {
		case 0:
			n = math.MaxInt64 - n&0xff
		case 1:
			n = math.MinInt64 + n&0xff
		}
		return money.Amount(n)
	})
}

func exactly(a money.Amount) *big.Int { return big.NewInt(int64(a)) }

// TestArithmeticIsExact compares with integers that have no range.
func TestArithmeticIsExact(t *testing.T) {
	operations := map[string]struct {
		checked func(a, b money.Amount) (money.Amount, error)
		exact   func(z, x, y *big.Int) *big.Int
	}{
		"Add": {money.Amount.Add, (*big.Int).Add},
		"Sub": {money.Amount.Sub, (*big.Int).Sub},
	}
	for name, operation := range operations {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			a, b := amounts().Draw(t, "a"), amounts().Draw(t, "b")
			want := operation.exact(new(big.Int), exactly(a), exactly(b))

			got, err := operation.checked(a, b)

			if want.IsInt64() {
				if err != nil || exactly(got).Cmp(want) != 0 {
					t.Errorf("%s(%d, %d) = %d, %v; want %d", name, a, b, got, err, want)
				}
			} else if got != 0 || !errors.Is(err, money.ErrOverflow) {
				t.Errorf("%s(%d, %d) = %d, %v; want ErrOverflow", name, a, b, got, err)
			}
		}))
	}
}

// checkFormat checks that the text is what the currency wants, and that it
// says the amount to the last digit.
func checkFormat(t interface{ Errorf(string, ...any) }, a money.Amount, c money.Currency) {
	text := a.Format(c)
	digits := c.MinorDigits()
	fraction := ""
	if digits > 0 {
		fraction = fmt.Sprintf(`\.[0-9]{%d}`, digits)
	}
	if form := `^-?(0|[1-9][0-9]*)` + fraction + ` ` + regexp.QuoteMeta(string(c)) + `$`; !regexp.MustCompile(form).MatchString(text) {
		t.Errorf("Amount(%d).Format(%s) = %q, want %s", a, c, text, form)
	}
	// Without the point it is the number of minor units.
	number, _, _ := strings.Cut(text, " ")
	read, ok := new(big.Int).SetString(strings.Replace(number, ".", "", 1), 10)
	if !ok || read.Cmp(exactly(a)) != 0 {
		t.Errorf("Amount(%d).Format(%s) = %q, which reads %s", a, c, text, read)
	}
}

func TestFormatSaysTheAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkFormat(t, amounts().Draw(t, "amount"), rapid.SampledFrom(money.Currencies()).Draw(t, "currency"))
	})
}

func FuzzFormat(f *testing.F) {
	all := money.Currencies()
	for i := range len(all) {
		f.Add(int64(1), uint(i))
	}
	for _, n := range []int64{0, -1, 9, 10, 99, 100, -999, 1000, math.MaxInt64, math.MinInt64} {
		f.Add(n, uint(0))
	}
	f.Fuzz(func(t *testing.T, n int64, currency uint) {
		checkFormat(t, money.Amount(n), all[currency%uint(len(all))])
	})
}
