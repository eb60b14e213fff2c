package config_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/config"
)

func TestDial(t *testing.T) {
	tests := []struct{ address, want string }{
		{"0.0.0.0:8080", "127.0.0.1:8080"},
		{"[::]:8080", "[::1]:8080"},
		{":8080", "127.0.0.1:8080"},
		{"127.0.0.1:80", "127.0.0.1:80"},
		{"bank.example.com:80", "bank.example.com:80"},
	}
	for _, tt := range tests {
		var a config.Address
		if err := a.UnmarshalText([]byte(tt.address)); err != nil {
			t.Fatal(err)
		}
		if got := a.Dial(); got != tt.want {
			t.Errorf("Dial of %s = %s, want %s", tt.address, got, tt.want)
		}
	}
}

func TestSourceIsNotPrinted(t *testing.T) {
	var s config.Source
	if err := s.UnmarshalText([]byte(source)); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, config.Database{Source: s}); strings.Contains(got, "hush") {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}
