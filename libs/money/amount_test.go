package money_test

import (
	"errors"
	"math"
	"testing"

	"example.com/simplebank/libs/money"
)

func TestAdd(t *testing.T) {
	const most, least = money.Amount(math.MaxInt64), money.Amount(math.MinInt64)
	tests := []struct {
		a, b, want money.Amount
		overflow   bool
	}{
		{a: 1, b: 2, want: 3},
		{a: 1, b: -2, want: -1},
		{a: most, b: least, want: -1},
		{a: most, b: 0, want: most},
		{a: least, b: 0, want: least},
		{a: most - 1, b: 1, want: most},
		{a: most, b: 1, overflow: true},
		{a: least, b: -1, overflow: true},
		{a: most, b: most, overflow: true},
		{a: least, b: least, overflow: true},
	}
	for _, tt := range tests {
		for _, pair := range [][2]money.Amount{{tt.a, tt.b}, {tt.b, tt.a}} {
			got, err := pair[0].Add(pair[1])
			if errors.Is(err, money.ErrOverflow) != tt.overflow || (err == nil && got != tt.want) {
				t.Errorf("%d + %d = %d, %v; want %d, overflow %t", pair[0], pair[1], got, err, tt.want, tt.overflow)
			}
		}
	}
}

func TestSub(t *testing.T) {
	const most, least = money.Amount(math.MaxInt64), money.Amount(math.MinInt64)
	tests := []struct {
		a, b, want money.Amount
		overflow   bool
	}{
		{a: 1, b: 2, want: -1},
		{a: 1, b: -2, want: 3},
		{a: least, b: least, want: 0},
		{a: most, b: most, want: 0},
		{a: -1, b: least, want: most},
		{a: -1, b: most, want: least},
		{a: 0, b: least, overflow: true},
		{a: least, b: 1, overflow: true},
		{a: -2, b: most, overflow: true},
		{a: most, b: -1, overflow: true},
		{a: most, b: least, overflow: true},
	}
	for _, tt := range tests {
		got, err := tt.a.Sub(tt.b)
		if errors.Is(err, money.ErrOverflow) != tt.overflow || (err == nil && got != tt.want) {
			t.Errorf("%d - %d = %d, %v; want %d, overflow %t", tt.a, tt.b, got, err, tt.want, tt.overflow)
		}
	}
}

func TestFormat(t *testing.T) {
	tests := []struct {
		amount   money.Amount
		currency money.Currency
		want     string
	}{
		{0, money.USD, "0.00 USD"},
		{7, money.USD, "0.07 USD"},
		{-5, money.EUR, "-0.05 EUR"},
		{123456, money.CAD, "1234.56 CAD"},
		{math.MaxInt64, money.USD, "92233720368547758.07 USD"},
		{math.MinInt64, money.USD, "-92233720368547758.08 USD"},
		{0, money.JPY, "0 JPY"},
		{-1500, money.JPY, "-1500 JPY"},
		{math.MinInt64, money.JPY, "-9223372036854775808 JPY"},
		{5, money.KWD, "0.005 KWD"},
		{-12345, money.KWD, "-12.345 KWD"},
		{-12, "XXX", "-12 XXX"},
	}
	for _, tt := range tests {
		if got := tt.amount.Format(tt.currency); got != tt.want {
			t.Errorf("Amount(%d).Format(%s) = %q, want %q", tt.amount, tt.currency, got, tt.want)
		}
	}
}
