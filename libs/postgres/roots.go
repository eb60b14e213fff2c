package postgres

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
)

// ParseRoots returns the certificates of authorities in a PEM text, which must
// have some, and nothing else that is PEM.
func ParseRoots(text []byte) ([]*x509.Certificate, error) {
	var roots []*x509.Certificate
	for rest := text; ; {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, errors.New("the PEM has something other than certificates")
		}
		root, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fault.During("read certificate", err)
		}
		roots = append(roots, root)
	}
	if len(roots) == 0 {
		return nil, errors.New("the PEM has no certificate")
	}
	return roots, nil
}

// WithRoots returns a source that is like the given one, but trusts these roots
// and no others; the given one's sslmode must be verify-ca or verify-full. The
// driver itself takes roots from a file only, of which a container may have
// none. It keeps the roots in this process: to another the source means
// nothing.
//
// The error says what is wrong with the source, without anything of it but the
// mode.
func WithRoots(source string, roots []*x509.Certificate) (string, error) {
	config, err := pq.NewConfig(source)
	if err != nil {
		return "", errors.New("the source is malformed") // the driver's error may show the password
	}
	if config.SSLRootCert != "" {
		return "", errors.New("the source has an sslrootcert of its own")
	}
	pool := x509.NewCertPool()
	hash := sha256.New()
	for _, root := range roots {
		pool.AddCert(root)
		hash.Write(root.Raw)
	}
	trust := &tls.Config{RootCAs: pool}
	switch config.SSLMode {
	case pq.SSLModeVerifyFull:
		trust.ServerName = config.Host // the driver sets that of each host, unless sslsni=0
		hash.Write([]byte(config.Host))
	case pq.SSLModeVerifyCA:
		trust.InsecureSkipVerify = true // of the name too; the rest is verified here
		trust.VerifyConnection = func(state tls.ConnectionState) error { return verifyChain(state, pool) }
	default:
		return "", fmt.Errorf("sslmode=%s does not verify the server: it must be verify-full (or verify-ca)", mode(config))
	}
	name := fmt.Sprintf("pqgo-%s-%x", config.SSLMode, hash.Sum(nil)[:8])
	if err := pq.RegisterTLSConfig(name, trust); err != nil {
		return "", fault.During("give the roots to the driver", err)
	}
	verified, err := WithParameter(source, "sslmode", name)
	if err != nil {
		return "", err
	}
	// What is not understood as it was meant would not be verified.
	if config, err = pq.NewConfig(verified); err != nil || string(config.SSLMode) != name {
		return "", errors.New("the source cannot be given roots as it is written: write it as a URL")
	}
	return verified, nil
}

// verifyChain verifies that one of the roots vouches for the server's
// certificate, whatever its name.
func verifyChain(state tls.ConnectionState, roots *x509.CertPool) error {
	intermediates := x509.NewCertPool()
	for _, c := range state.PeerCertificates[1:] {
		intermediates.AddCert(c)
	}
	_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: intermediates})
	return err
}
