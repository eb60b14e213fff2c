package password_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/password"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		name, password string
		refused        bool
	}{
		{"six letters", "secret", false},
		{"six runes of two bytes", "éééééé", false},
		{"72 bytes", strings.Repeat("x", 72), false},
		{"empty", "", true},
		{"five letters", "short", true},
		{"three runes of two bytes", "ééé", true},
		{"73 bytes", strings.Repeat("x", 73), true},
		{"72 runes over 72 bytes", strings.Repeat("é", 37), true},
		{"NUL", "secret\x00secret", true},
		{"invalid UTF-8", "secret\xff", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := password.Check(tt.password)
			if refused := errors.Is(err, fault.InvalidArgument); refused != tt.refused || (!refused && err != nil) {
				t.Errorf("Check(%q) = %v, want refused %t", tt.password, err, tt.refused)
			}
		})
	}
}

func TestHashMatchesOnlyItsPassword(t *testing.T) {
	full := strings.Repeat("x", 72)
	hash, err := password.Hash(t.Context(), full)
	if err != nil {
		t.Fatal(err)
	}
	if cost, err := bcrypt.Cost([]byte(hash)); err != nil || cost < bcrypt.DefaultCost {
		t.Errorf("cost = %d, %v; want %d or more", cost, err, bcrypt.DefaultCost)
	}
	tests := []struct {
		name, hash, password string
		want                 bool
	}{
		{"same", hash, full, true},
		{"other", hash, "something else", false},
		{"longer than bcrypt reads", hash, full + "x", false},
		{"unknown user", "", full, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := password.Matches(t.Context(), tt.hash, tt.password)
			if err != nil || got != tt.want {
				t.Errorf("Matches = %t, %v; want %t", got, err, tt.want)
			}
		})
	}
}

func TestHashIsSalted(t *testing.T) {
	first, err := password.Hash(t.Context(), "secret")
	if err != nil {
		t.Fatal(err)
	}
	second, err := password.Hash(t.Context(), "secret")
	if err != nil {
		t.Fatal(err)
	}
	if first == second {
		t.Error("two hashes of one password are equal")
	}
}

func TestMatchesReportsBrokenHash(t *testing.T) {
	if ok, err := password.Matches(t.Context(), "not a hash", "secret"); ok || err == nil {
		t.Errorf("Matches = %t, %v; want an error", ok, err)
	}
}

// TestUnknownUserTakesAsLong compares medians, which a machine under load moves
// alike: the two kinds take turns.
func TestUnknownUserTakesAsLong(t *testing.T) {
	hash, err := password.Hash(t.Context(), "secret")
	if err != nil {
		t.Fatal(err)
	}
	took := map[string][]time.Duration{}
	for range 21 {
		for _, hash := range []string{hash, ""} {
			start := time.Now()
			if ok, err := password.Matches(t.Context(), hash, "wrong one"); ok || err != nil {
				t.Fatalf("Matches = %t, %v", ok, err)
			}
			took[hash] = append(took[hash], time.Since(start))
		}
	}
	median := func(hash string) time.Duration {
		slices.Sort(took[hash])
		return took[hash][len(took[hash])/2]
	}
	known, unknown := median(hash), median("")
	if ratio := float64(unknown) / float64(known); ratio < 0.8 || ratio > 1.25 {
		t.Errorf("the median for an unknown user is %v, for a wrong password %v", unknown, known)
	}
}
