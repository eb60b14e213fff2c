package api

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestClientAddress(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	tests := []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"direct", "192.0.2.1:5", nil, "192.0.2.1"},
		{"direct, IPv6", "[2001:db8::1]:5", nil, "2001:db8::1"},
		{"IPv4 within IPv6", "[::ffff:192.0.2.1]:5", nil, "192.0.2.1"},
		{"header of nobody we trust", "192.0.2.1:5", []string{"203.0.113.9"}, "192.0.2.1"},
		{"through a proxy", "10.0.0.1:5", []string{"203.0.113.9"}, "203.0.113.9"},
		{"through two", "10.0.0.1:5", []string{"203.0.113.9, fd00::2"}, "203.0.113.9"},
		{"client's own header", "10.0.0.1:5", []string{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"},
		{"client's own header, the proxy's apart", "10.0.0.1:5", []string{"1.1.1.1", "203.0.113.9"}, "203.0.113.9"},
		{"client claims to be a proxy", "10.0.0.1:5", []string{"1.1.1.1, 10.9.9.9, 203.0.113.9"}, "203.0.113.9"},
		{"with ports", "10.0.0.1:5", []string{"203.0.113.9:80, [fd00::2]:80"}, "203.0.113.9"},
		{"proxy without header", "10.0.0.1:5", nil, "10.0.0.1"},
		{"garbage", "10.0.0.1:5", []string{"203.0.113.9, garbage"}, "10.0.0.1"},
		{"only proxies", "10.0.0.1:5", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{"X-Forwarded-For": tt.forwarded}}
			if got := clientAddress(r, trusted); got.String() != tt.want {
				t.Errorf("address %s, want %s", got, tt.want)
			}
		})
	}
}

func TestLimitedNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1":           "192.0.2.1",
		"2001:db8:1:2:3::4":   "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::": "2001:db8:1:2::/64",
	} {
		if got := limitedNetwork(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
}
