package config

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/lib/pq"
)

// Source says how to connect to PostgreSQL. It prints as "[secret]".
type Source struct{ source string }

// UnmarshalText takes what the PostgreSQL driver takes, URL or key=value list.
func (s *Source) UnmarshalText(text []byte) error {
	if _, err := pq.NewConnector(string(text)); err != nil {
		return errors.New("not a PostgreSQL source") // the driver's error may show the password
	}
	s.source = string(text)
	return nil
}

// Reveal returns the source as it was given, password and all.
func (s Source) Reveal() string { return s.source }

// String keeps the password out of logs.
func (Source) String() string { return "[secret]" }

// GoString keeps the password out of logs.
func (Source) GoString() string { return "[secret]" }

// Address is a TCP address to listen on.
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

// String returns the address as it was given.
func (a Address) String() string { return net.JoinHostPort(a.host, a.port) }

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
