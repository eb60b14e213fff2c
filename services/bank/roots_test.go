package main

import (
	"crypto/x509"
	"testing"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// TestRootsWithoutFiles shows that public authorities are trusted on a machine that has no file with them.
func TestRootsWithoutFiles(t *testing.T) {
	t.Setenv("SSL_CERT_FILE", "/dev/null")
	t.Setenv("SSL_CERT_DIR", t.TempDir())
	trusted := 0
	for root := range bundle.Roots() {
		if root.Constraint != nil { // trusted for some of what it has signed, not itself
			continue
		}
		certificate, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := certificate.Verify(x509.VerifyOptions{
			CurrentTime: certificate.NotBefore,
			KeyUsages:   []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		}); err != nil {
			t.Errorf("%s: %v", certificate.Subject, err)
		}
		trusted++
	}
	if trusted == 0 {
		t.Error("there is no public authority")
	}
}
