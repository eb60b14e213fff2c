package postgres_test

import (
	"crypto/x509"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/postgres/throwaway"
)

const serverName = "db.example.com"

func newCertificate(t *testing.T) (*throwaway.Certificate, []*x509.Certificate) {
	t.Helper()
	certificate, err := throwaway.NewCertificate(serverName)
	if err != nil {
		t.Fatal(err)
	}
	roots, err := postgres.ParseRoots(certificate.Root)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, roots
}

// named returns the source of a server of 127.0.0.1, with another name for it
// and another mode.
func named(t *testing.T, source, name, mode string) string {
	t.Helper()
	u, err := url.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = name + ":" + u.Port()
	u.RawQuery = "hostaddr=127.0.0.1&sslmode=" + mode
	return u.String()
}

func withRoots(t *testing.T, source string, roots []*x509.Certificate) string {
	t.Helper()
	verified, err := postgres.WithRoots(source, roots)
	if err != nil {
		t.Fatal(err)
	}
	return verified
}

func TestRoots(t *testing.T) {
	certificate, roots := newCertificate(t)
	_, others := newCertificate(t)
	cluster, err := throwaway.Start(t.Context(), throwaway.Options{Unsafe: true, Certificate: certificate})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cluster.Stop() })
	source := cluster.Source("postgres")
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}

	full, ca := named(t, source, serverName, "verify-full"), named(t, source, serverName, "verify-ca")
	wrong := "wrong.example.com"
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	for name, tt := range map[string]struct {
		source string
		want   any // nil, or what the error is to be
	}{
		"right":                        {withRoots(t, full, roots), nil},
		"right, among others":          {withRoots(t, full, append(others, roots...)), nil},
		"right, no server name in TLS": {withRoots(t, full+"&sslsni=0", roots), nil},
		"right authority":              {withRoots(t, ca, roots), nil},
		"wrong name":                   {withRoots(t, named(t, source, wrong, "verify-full"), roots), &hostname},
		"wrong name, not asked for":    {withRoots(t, named(t, source, wrong, "verify-ca"), roots), nil},
		"wrong authority":              {withRoots(t, full, others), &authority},
		"wrong authority, of any name": {withRoots(t, ca, others), &authority},
		"no roots":                     {full, &authority},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := postgres.Open(tt.source, timeout)
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			_, migrationErr := migration.Schema{Source: tt.source}.Version(t.Context())
			for _, err := range []error{store.Ready(t.Context()), migrationErr} {
				if tt.want == nil && err != nil || tt.want != nil && !errors.As(err, tt.want) {
					t.Errorf("connect: %v, want %T", err, tt.want)
				}
			}
		})
	}

	want(t, examine(t, withRoots(t, full, roots), timeout)["tls"], postgres.OK, "TLSv1.3", "the server is verified")
	want(t, examine(t, withRoots(t, ca, roots), timeout)["tls"], postgres.Warning, "its name is not")
	want(t, examine(t, named(t, source, wrong, "require"), timeout)["tls"], postgres.Warning, "is not verified")
	want(t, examine(t, withRoots(t, full, others), timeout)["database"], postgres.Failed, "as a root")
	want(t, examine(t, withRoots(t, named(t, source, wrong, "verify-full"), roots), timeout)["database"], postgres.Failed,
		"as its certificate does")
}

// TestPlaintextIsRefused is of a server without TLS.
func TestPlaintextIsRefused(t *testing.T) {
	_, roots := newCertificate(t)
	source := postgrestest.New(t)
	for _, mode := range []string{"verify-full", "verify-ca"} {
		store, err := postgres.Open(withRoots(t, named(t, source, serverName, mode), roots), timeout)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		if err := store.Ready(t.Context()); !errors.Is(err, pq.ErrSSLNotSupported) {
			t.Errorf("%s: %v", mode, err)
		}
	}
}

func TestSourcesWithRoots(t *testing.T) {
	_, roots := newCertificate(t)
	for source, words := range map[string]string{
		"host=db password=hush sslmode=verify-full":                   "",
		"host=db sslmode=verify-full password='hu sh'":                "",
		"host=db sslmode=verify-full password=":                       "write it as a URL",
		"host=db password=hush":                                       "sslmode=require does not verify",
		"host=/run password=hush sslmode=verify-full":                 "sslmode=disable does not verify",
		"host=db password=hush sslmode=verify-full sslrootcert=/hush": "an sslrootcert of its own",
		"postgresql://u:h%2Fush@a,b/bank?sslmode=verify-full&x=%26":   "",
		"hush": "malformed",
	} {
		got, err := postgres.WithRoots(source, roots)
		if words != "" {
			if err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "hush") {
				t.Errorf("%s: %v, want %q", source, err, words)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		before, beforeErr := pq.NewConfig(source)
		after, afterErr := pq.NewConfig(got)
		if beforeErr != nil || afterErr != nil || before.Host != after.Host || before.Password != after.Password ||
			before.Runtime["x"] != after.Runtime["x"] || !strings.HasPrefix(string(after.SSLMode), "pqgo-verify-full-") {
			t.Errorf("%s became %s: %v, %v", source, got, beforeErr, afterErr)
		}
	}
}
