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

func TestNetworks(t *testing.T) {
	var n config.Networks
	if err := n.UnmarshalText([]byte("10.0.0.0/8, 192.0.2.1,2001:db8::/32,::1")); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(n), "10.0.0.0/8,192.0.2.1/32,2001:db8::/32,::1/128"; got != want {
		t.Errorf("networks %s, want %s", got, want)
	}
	for _, text := range []string{"", ",", "localhost", "10.0.0.0/33", "10.0.0.1:80", "fe80::1%eth0"} {
		if err := n.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken for networks", text)
		}
	}
}
