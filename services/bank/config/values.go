package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Address is a TCP address to listen on; the zero value is none.
type Address struct{ host, port string }

// UnmarshalText reads host:port. The host may be empty, the port is a number.
func (a *Address) UnmarshalText(text []byte) error {
	host, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return fmt.Errorf("not an address: %w", err)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("not a port: %w", err)
	}
	*a = Address{host, port}
	return nil
}

// String returns the address as it was given, and nothing for none.
func (a Address) String() string {
	if a == (Address{}) {
		return ""
	}
	return net.JoinHostPort(a.host, a.port)
}

// Dial returns the address that reaches, from this machine, whoever listens on
// a: where that is every interface, the loopback one.
func (a Address) Dial() string {
	host := a.host
	switch host {
	case "", "0.0.0.0":
		host = "127.0.0.1"
	case "::":
		host = "::1"
	}
	return net.JoinHostPort(host, a.port)
}

// Lifetime is a duration above zero.
type Lifetime time.Duration

// UnmarshalText reads a duration such as 1h30m.
func (l *Lifetime) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return err
	}
	if d <= 0 {
		return errors.New("not above zero")
	}
	*l = Lifetime(d)
	return nil
}

// String returns the duration as Go writes it.
func (l Lifetime) String() string { return time.Duration(l).String() }

// maxDelay, with the time that requests in flight may take and some to spare,
// is less than the 30 seconds after which Kubernetes kills.
const maxDelay = 10 * time.Second

// Delay is a duration of 0 to 10 seconds.
type Delay time.Duration

// UnmarshalText reads a duration such as 5s.
func (d *Delay) UnmarshalText(text []byte) error {
	delay, err := time.ParseDuration(string(text))
	if err != nil {
		return err
	}
	if delay < 0 || delay > maxDelay {
		return errors.New("out of range")
	}
	*d = Delay(delay)
	return nil
}

// String returns the duration as Go writes it.
func (d Delay) String() string { return time.Duration(d).String() }

// Environment is where the program runs.
type Environment string

const (
	// Production is the default.
	Production Environment = "production"
	// Development is a programmer's own machine.
	Development Environment = "development"
)

// UnmarshalText reads the name of one of the two.
func (e *Environment) UnmarshalText(text []byte) error {
	switch name := Environment(text); name {
	case Production, Development:
		*e = name
		return nil
	}
	return errors.New("no such environment")
}

// Networks is a set of IP networks.
type Networks []netip.Prefix

// String returns what UnmarshalText reads.
func (n Networks) String() string {
	var parts []string
	for _, network := range n {
		parts = append(parts, network.String())
	}
	return strings.Join(parts, ",")
}

// UnmarshalText reads networks and single addresses with commas between.
func (n *Networks) UnmarshalText(text []byte) error {
	var networks Networks
	for part := range strings.SplitSeq(string(text), ",") {
		part = strings.TrimSpace(part)
		network, err := netip.ParsePrefix(part)
		if err != nil {
			address, err := netip.ParseAddr(part)
			if err != nil || address.Zone() != "" {
				return errors.New("not a network")
			}
			network = netip.PrefixFrom(address, address.BitLen())
		}
		networks = append(networks, network)
	}
	*n = networks
	return nil
}
