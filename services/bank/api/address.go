package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

func (a *API) clientAddress(c *gin.Context) netip.Addr {
	return clientAddress(c.Request, a.options.TrustedProxies)
}

// clientAddress returns the address that the request comes from. Anybody can
// write X-Forwarded-For; but each proxy adds at its end whom it was called by,
// and that much is true for as long as one trusted proxy was called by another.
// (gin's own ClientIP reads only the first of several such headers.)
func clientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	address, _ := parseAddress(r.RemoteAddr)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(address) }) {
			break
		}
		before, ok := parseAddress(strings.TrimSpace(hop))
		if !ok {
			break
		}
		address = before
	}
	return address
}

// parseAddress reads an IP address with or without a port.
func parseAddress(text string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone(""), true
	}
	address, err := netip.ParseAddr(text)
	return address.Unmap().WithZone(""), err == nil
}

// limitedNetwork returns what counts as one address: in IPv6 everybody has at
// least a whole network of 64 bits.
func limitedNetwork(address netip.Addr) string {
	if address.Is6() {
		network, _ := address.Prefix(64) // an error needs more than 128 bits
		return network.String()
	}
	return address.String()
}
