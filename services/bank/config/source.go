package config

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres"
)

// Source says how to connect to PostgreSQL. It prints as "[secret]".
type Source struct {
	source   string
	verified string // the same with roots, if there are any
}

// UnmarshalText takes what the PostgreSQL driver takes, URL or key=value list.
func (s *Source) UnmarshalText(text []byte) error {
	if _, err := pq.NewConnector(string(text)); err != nil {
		if err := checkDriverVariables(); err != nil {
			return err
		}
		return errors.New("not a PostgreSQL source") // the driver's error may show the password
	}
	s.source = string(text)
	return nil
}

// trustOnly makes the source one that trusts the roots only, if there are any.
func (s *Source) trustOnly(roots Roots) (err error) {
	if len(roots.certificates) == 0 {
		return nil
	}
	s.verified, err = postgres.WithRoots(s.source, roots.certificates)
	return err
}

// Reveal returns the source, password and all: as it was given, or with roots,
// for this process only.
func (s Source) Reveal() string { return cmp.Or(s.verified, s.source) }

// String keeps the password out of logs.
func (Source) String() string { return "[secret]" }

// Summary tells where the source leads and as whom, with what comes of the
// driver's own variables and defaults, but nothing else: whatever else is in a
// source may be a secret.
func (s Source) Summary() string {
	if s.source == "" {
		return ""
	}
	c, err := pq.NewConfig(s.source)
	if err != nil {
		return "[malformed]" // the driver's error may show the password
	}
	hosts := []string{net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))}
	for _, more := range c.Multi {
		hosts = append(hosts, net.JoinHostPort(more.Host, strconv.Itoa(int(more.Port))))
	}
	return fmt.Sprintf("host=%s database=%s user=%s sslmode=%s",
		strings.Join(hosts, ","), c.Database, c.User, cmp.Or(c.SSLMode, pq.SSLModeRequire))
}

// GoString keeps the password out of logs.
func (Source) GoString() string { return "[secret]" }

// driverVariableError says that a variable that the PostgreSQL driver reads by
// itself, beside the source, is wrong.
type driverVariableError struct{ name string }

func (e driverVariableError) Error() string {
	return fmt.Sprintf("%s is malformed or not supported: the PostgreSQL driver reads it beside DB_SOURCE; correct or unset it", e.name)
}

var driverVariable = regexp.MustCompile(`\$((?:SSL)?PG[A-Z_]+)`)

// checkDriverVariables returns a driverVariableError if the driver would refuse
// every source, even one that says nothing.
func checkDriverVariables() error {
	_, err := pq.NewConfig("")
	if err == nil {
		return nil
	}
	// The driver's error shows the value too.
	if match := driverVariable.FindStringSubmatch(err.Error()); match != nil {
		return driverVariableError{match[1]}
	}
	return driverVariableError{"a variable PG..."}
}
