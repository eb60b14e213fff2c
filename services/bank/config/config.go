// Package config reads the configuration of the bank from the environment.
//
// The structs below are the one source of truth: their tags name a variable
// (env), its default (envDefault), what it means (help), what values it accepts
// (accepts), and whether a file may hold the value (file).
package config

import (
	"errors"
	"fmt"

	"example.com/simplebank/libs/ratelimit"
	"example.com/simplebank/libs/token"
	"example.com/simplebank/libs/transparency"
)

// Server is all that serving needs.
type Server struct {
	Database
	ReadSource Source `env:"DB_READ_SOURCE" file:"true" help:"a streaming standby of the database, to read statements from, see docs/scale.md; a secret, as DB_SOURCE is" accepts:"a URL as for DB_SOURCE"`
	Listener
	Limits
	MigrateOnStart  bool                   `env:"MIGRATE_ON_START" envDefault:"false" help:"migrate the database before serving" accepts:"true or false"`
	TokenKey        token.Key              `env:"TOKEN_SYMMETRIC_KEY,required" file:"true" help:"key that tokens are encrypted with; a secret, the same on all replicas" accepts:"exactly 32 bytes, such as 32 ASCII characters"`
	LedgerKey       transparency.Key       `env:"LEDGER_KEY,required" file:"true" help:"key that the log of transfers is signed with, see docs/receipts.md; a secret, the same on all replicas" accepts:"a signer's key as bank ledger-key prints one, PRIVATE+KEY+NAME+..."`
	LedgerTrusted   transparency.Verifiers `env:"LEDGER_TRUSTED_KEYS" help:"keys by which the log may have been signed besides, as before LEDGER_KEY was changed" accepts:"verifiers' keys as bank ledger-key prints them, with commas between"`
	AccessDuration  Lifetime               `env:"ACCESS_TOKEN_DURATION" envDefault:"15m" help:"lifetime of an access token" accepts:"a duration above zero, such as 15m"`
	RefreshDuration Lifetime               `env:"REFRESH_TOKEN_DURATION" envDefault:"24h" help:"lifetime of a refresh token and its session" accepts:"a duration above zero, such as 24h"`
	GroupTransfers  bool                   `env:"GROUP_TRANSFERS" envDefault:"true" help:"commit transfers of concurrent callers together; false, for comparison: each in a transaction of its own" accepts:"true or false"`
	ShutdownDelay   Delay                  `env:"SHUTDOWN_DELAY" envDefault:"0s" help:"how long to report not ready before no longer accepting connections" accepts:"a duration from 0s to 10s, such as 5s"`
	MetricsAddress  Address                `env:"METRICS_ADDRESS" help:"where to listen for Prometheus, apart from what the public reaches; not at all if not set" accepts:"host:port, such as 0.0.0.0:9090"`
	MetricsProfiles bool                   `env:"METRICS_PPROF" envDefault:"false" help:"give profiles of the process, for go tool pprof, at the address for Prometheus" accepts:"true or false"`
	Environment     Environment            `env:"ENVIRONMENT" envDefault:"production" help:"development logs as text, production as JSON" accepts:"production or development"`
}

func (s *Server) check() error {
	if err := s.Database.check(); err != nil {
		return err
	}
	if s.ReadSource != (Source{}) {
		if err := s.ReadSource.trustOnly(s.Roots); err != nil {
			return fmt.Errorf("DB_READ_SOURCE does not go with DB_SSL_ROOT_CERT: %w", err)
		}
	}
	if s.MetricsProfiles && s.MetricsAddress == (Address{}) {
		return errors.New("METRICS_PPROF is true, but METRICS_ADDRESS is not set: set it, as profiles are served there only")
	}
	return nil
}

// Database is all that migrating and changing users needs.
type Database struct {
	Source Source `env:"DB_SOURCE,required" file:"true" help:"the PostgreSQL database; a secret, as the password is in it" accepts:"a URL such as postgres://user:password@host:5432/bank?sslmode=disable"`
	Roots  Roots  `env:"DB_SSL_ROOT_CERT" file:"true" help:"the authorities, and no others, that may vouch for the database's server, instead of the public ones; wants sslmode=verify-full in DB_SOURCE" accepts:"certificates in PEM"`
}

func (d *Database) check() error {
	if err := d.Source.trustOnly(d.Roots); err != nil {
		return fmt.Errorf("DB_SOURCE does not go with DB_SSL_ROOT_CERT: %w", err)
	}
	return nil
}

// Audit is all that proving what is in the database needs.
type Audit struct {
	Database
	LedgerKey     transparency.Key       `env:"LEDGER_KEY" file:"true" help:"key that the log of transfers is signed with; of it only the verifier's part is used" accepts:"a signer's key as bank ledger-key prints one, PRIVATE+KEY+NAME+..."`
	LedgerTrusted transparency.Verifiers `env:"LEDGER_TRUSTED_KEYS" help:"keys by which the log may have been signed besides" accepts:"verifiers' keys as bank ledger-key prints them, with commas between"`
}

func (a *Audit) check() error { return a.Database.check() }

// Listener is all that finding the server on this machine needs.
type Listener struct {
	Address Address `env:"HTTP_SERVER_ADDRESS" envDefault:"0.0.0.0:8080" help:"where to listen for HTTP; port 0 is any free one" accepts:"host:port, such as 0.0.0.0:8080"`
}

// Limits is how often callers may do what costs much or is worth a guess.
type Limits struct {
	LoginsByUser    ratelimit.Rate `env:"LOGIN_LIMIT_BY_USER" envDefault:"10/1m" help:"how often the password of one user may be tried, right or wrong, at each replica" accepts:"a count and a duration such as 10/1m, at once and in the long run, or off"`
	LoginsByAddress ratelimit.Rate `env:"LOGIN_LIMIT_BY_ADDRESS" envDefault:"60/1m" help:"how often one address may log in or make a user, at each replica" accepts:"a count and a duration such as 60/1m, at once and in the long run, or off"`
	WritesByUser    ratelimit.Rate `env:"WRITE_LIMIT_BY_USER" envDefault:"600/1m" help:"how often one user may change something, at each replica" accepts:"a count and a duration such as 600/1m, at once and in the long run, or off"`
	WritesByAddress ratelimit.Rate `env:"WRITE_LIMIT_BY_ADDRESS" envDefault:"3000/1m" help:"how often one address may change something, at each replica" accepts:"a count and a duration such as 3000/1m, at once and in the long run, or off"`
	TrustedProxies  Networks       `env:"TRUSTED_PROXIES" help:"whose X-Forwarded-For tells the address of the caller; nobody's by default" accepts:"IP addresses and networks with commas between, such as 10.0.0.0/8,192.0.2.1"`
}
