package postgrestest

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/throwaway"
)

// Standby is a server that follows the one of the tests, all databases included.
type Standby struct{ cluster *throwaway.Cluster }

// NewStandby starts one. It stops when the test ends.
func NewStandby(t testing.TB) *Standby {
	t.Helper()
	if shared.cluster == nil {
		t.Fatal("there is nothing to follow before the first New")
	}
	cluster, err := shared.cluster.StartStandby(t.Context(), options())
	if err != nil {
		t.Fatalf("start a standby: %v", err)
	}
	s := &Standby{cluster}
	t.Cleanup(func() { s.Stop(t) })
	return s
}

// Stop stops it, unless it has.
func (s *Standby) Stop(t testing.TB) {
	t.Helper()
	if err := s.cluster.Stop(); err != nil {
		t.Error(err)
	}
}

// Source returns the URL there of a database that [New] or [Empty] made, for its
// superuser.
func (s *Standby) Source(t testing.TB, source string) string {
	return s.cluster.Source(databaseOf(t, source))
}

// Service is [Standby.Source] for the role that the service connects as.
func (s *Standby) Service(t testing.TB, source string) string {
	return s.cluster.SourceAs(service, databaseOf(t, source))
}

func databaseOf(t testing.TB, source string) string {
	t.Helper()
	u, err := url.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}

func options() throwaway.Options {
	o := throwaway.Options{Unsafe: true}
	// Bazel's directory for the test; but root's is closed to the user whom
	// the cluster runs as then.
	if os.Geteuid() != 0 {
		o.Dir = os.Getenv("TEST_TMPDIR")
	}
	return o
}
