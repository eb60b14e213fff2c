package config

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"example.com/simplebank/libs/postgres"
)

// Roots are the certificates of the authorities that may vouch for the
// database's server; the zero value leaves that to the driver.
type Roots struct{ certificates []*x509.Certificate }

// UnmarshalText reads one or more certificates in PEM.
func (r *Roots) UnmarshalText(text []byte) (err error) {
	r.certificates, err = postgres.ParseRoots(text)
	return err
}

// maxNamed is how many certificates a summary names: a bundle has hundreds.
const maxNamed = 4

// Summary tells whose certificates they are, and until when they are good.
func (r Roots) Summary() string {
	if n := len(r.certificates); n > maxNamed {
		return fmt.Sprintf("%d certificates", n)
	}
	var all []string
	for _, c := range r.certificates {
		all = append(all, fmt.Sprintf("%s until %s", c.Subject, c.NotAfter.UTC().Format(time.DateOnly)))
	}
	return strings.Join(all, ", ")
}
