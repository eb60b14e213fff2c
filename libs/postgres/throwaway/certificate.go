package throwaway

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Certificate is a server's certificate, in PEM, signed by an authority that
// has signed no other.
type Certificate struct {
	Root []byte // the authority's own certificate
	leaf []byte
	key  []byte
}

// NewCertificate returns a certificate for the server of that name, good for an
// hour.
func NewCertificate(name string) (*Certificate, error) {
	rootKey, rootErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	leafKey, leafErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(rootErr, leafErr); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	now := time.Now()
	root := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "throwaway authority"},
		NotBefore:             now.Add(-time.Minute),
		NotAfter:              now.Add(time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		DNSNames:     []string{name},
		NotBefore:    root.NotBefore,
		NotAfter:     root.NotAfter,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	rootDER, rootErr := x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey)
	leafDER, leafErr := x509.CreateCertificate(rand.Reader, leaf, root, &leafKey.PublicKey, rootKey)
	keyDER, keyErr := x509.MarshalPKCS8PrivateKey(leafKey)
	if err := errors.Join(rootErr, leafErr, keyErr); err != nil {
		return nil, fmt.Errorf("make certificates: %w", err)
	}
	inPEM := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	return &Certificate{
		Root: inPEM("CERTIFICATE", rootDER), leaf: inPEM("CERTIFICATE", leafDER), key: inPEM("PRIVATE KEY", keyDER),
	}, nil
}

// install writes the certificate and its key to dir and returns the server's
// settings that turn TLS on with them. There may be no certificate.
func (c *Certificate) install(dir string, user account) ([]string, error) {
	if c == nil {
		return nil, nil
	}
	certFile, keyFile := filepath.Join(dir, "server.crt"), filepath.Join(dir, "server.key")
	err := errors.Join(os.WriteFile(certFile, c.leaf, 0o600), os.WriteFile(keyFile, c.key, 0o600))
	if err != nil {
		return nil, fmt.Errorf("write certificate: %w", err)
	}
	settings := []string{"-c", "ssl=on", "-c", "ssl_cert_file=" + certFile, "-c", "ssl_key_file=" + keyFile}
	return settings, user.own(certFile, keyFile)
}
