package postgres

import (
	"context"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"example.com/simplebank/libs/fault"
)

// minServer is the oldest server that the schema works with, as
// server_version_num has it.
const minServer = 150000

func (s *Store) examineServer(ctx context.Context) (Finding, error) {
	var version string
	var number int
	var readOnly bool
	err := s.db.QueryRowContext(ctx, `
		SELECT current_setting('server_version'), current_setting('server_version_num')::int,
			current_setting('transaction_read_only')::bool`).Scan(&version, &number, &readOnly)
	if err != nil {
		return Finding{}, fault.During("ask for the version", err)
	}
	detail := "PostgreSQL " + version
	if number < minServer {
		return Finding{Status: Failed, Detail: detail, Advice: fmt.Sprintf("upgrade it to PostgreSQL %d or newer", minServer/10000)}, nil
	}
	if readOnly {
		return Finding{Status: Failed, Detail: detail + ", but it is read only",
			Advice: "connect to the primary, not to a standby, and see that default_transaction_read_only is off"}, nil
	}
	return Finding{Status: OK, Detail: detail}, nil
}

// connectAdvice says what to do about an error of connecting.
func connectAdvice(err error) string {
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	switch {
	case pq.As(err, pqerror.InvalidPassword, pqerror.InvalidAuthorizationSpecification) != nil:
		return "correct the user and the password in the source, or the server's pg_hba.conf"
	case pq.As(err, pqerror.InvalidCatalogName) != nil:
		return "create the database, or correct its name in the source"
	case errors.As(err, &authority):
		return "give the certificate of the authority that signed the server's as a root"
	case errors.As(err, &hostname):
		return "name the server in the source as its certificate does"
	case errors.Is(err, pq.ErrSSLNotSupported):
		return "turn TLS on in the server (ssl = on); only where nobody can listen, use sslmode=disable"
	}
	return "see that the server runs, that its host and port are those in the source, and that nothing between blocks"
}

func (s *Store) examineTLS(ctx context.Context) (Finding, error) {
	var local, encrypted bool
	var version, cipher sql.NullString
	err := s.db.QueryRowContext(ctx, `
		SELECT coalesce(inet_server_addr() << '127.0.0.0/8' OR inet_server_addr() = '::1', true), ssl, version, cipher
		FROM pg_stat_ssl WHERE pid = pg_backend_pid()`).Scan(&local, &encrypted, &version, &cipher)
	switch {
	case err != nil:
		return Finding{}, fault.During("ask about the connection", err)
	case !encrypted && local:
		return Finding{Status: OK, Detail: "not encrypted, but on the server's own machine"}, nil
	case !encrypted:
		return Finding{Status: Warning, Detail: "not encrypted", Advice: "use sslmode=verify-full"}, nil
	}
	detail := version.String + " with " + cipher.String
	// WithRoots makes modes that are named after these.
	switch mode := string(s.sslMode); {
	case strings.Contains(mode, string(pq.SSLModeVerifyFull)):
		return Finding{Status: OK, Detail: detail + ", the server is verified"}, nil
	case strings.Contains(mode, string(pq.SSLModeVerifyCA)):
		return Finding{Status: Warning, Detail: detail + ", the server's certificate is verified, its name is not",
			Advice: "use sslmode=verify-full"}, nil
	}
	return Finding{Status: Warning, Detail: detail + ", but whose server it is is not verified",
		Advice: "use sslmode=verify-full"}, nil
}
