package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"example.com/simplebank/libs/postgres/throwaway"
)

// serverName is the database's, as its certificate has it.
const serverName = "database.example"

// Names of secrets, and so of the files that have them.
const (
	ownerSource   = "owner_source"
	serviceSource = "service_source"
	rootCert      = "root_cert"
	tokenSecret   = "token_key"
	ledgerSecret  = "ledger_key"
)

// secretsFolder is where a container has the secrets.
const secretsFolder = "/run/secrets"

// database is a PostgreSQL for the bank as in earnest: with TLS, and a role that may
// only serve.
type database struct {
	cluster *throwaway.Cluster
	secrets map[string]string
	volume  string // in which the daemon has them
}

// startDatabase starts it, with the signer's key among the secrets. The image serves
// to bring them to the daemon.
func startDatabase(ctx context.Context, image, signer string) (_ *database, err error) {
	certificate, err := throwaway.NewCertificate(serverName)
	if err != nil {
		return nil, err
	}
	d := &database{}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.stop())
		}
	}()
	if d.cluster, err = throwaway.Start(ctx, throwaway.Options{Certificate: certificate}); err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	d.secrets = map[string]string{
		ownerSource:   verified(d.cluster.Source("postgres")),
		serviceSource: verified(d.cluster.SourceAs("bank", "postgres")),
		rootCert:      string(certificate.Root),
		tokenSecret:   tokenKey(),
		ledgerSecret:  signer,
	}
	folder, err := os.MkdirTemp("", "containertest-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for secrets: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	for name, secret := range d.secrets {
		// The container's user is another one, and has to read it.
		if err := os.WriteFile(filepath.Join(folder, name), []byte(secret+"\n"), 0o644); err != nil {
			return nil, fmt.Errorf("write secret: %w", err)
		}
	}
	d.volume = newName()
	return d, makeVolume(ctx, image, d.volume, folder)
}

func (d *database) stop() (err error) {
	if d.volume != "" {
		_, err = docker(context.Background(), nil, "", "volume", "rm", "--force", d.volume)
	}
	if d.cluster != nil {
		err = errors.Join(err, d.cluster.Stop())
	}
	return err
}

// owner and service return how to run a container for the one role and the other.
func (d *database) owner() setup   { return d.as(ownerSource) }
func (d *database) service() setup { return d.as(serviceSource) }

func (d *database) as(source string) setup {
	return setup{secrets: d.volume, environment: map[string]string{
		"DB_SOURCE_FILE":           secretsFolder + "/" + source,
		"DB_SSL_ROOT_CERT_FILE":    secretsFolder + "/" + rootCert,
		"TOKEN_SYMMETRIC_KEY_FILE": secretsFolder + "/" + tokenSecret,
		"LEDGER_KEY_FILE":          secretsFolder + "/" + ledgerSecret,
	}}
}

// verified returns the source for who wants to know whose server it is.
func verified(source string) string {
	u, err := url.Parse(source)
	if err != nil {
		panic(err) // the cluster writes URLs
	}
	u.Host = serverName + ":" + u.Port()
	u.RawQuery = "hostaddr=127.0.0.1&sslmode=verify-full"
	return u.String()
}
