package front

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"

	"example.com/simplebank/libs/daemon"
)

// pgbouncerConfiguration has where the server is, the user and the password, and where to listen.
// The bank's own settings for its connections are to be those of its role: see docs/scale.md.
const pgbouncerConfiguration = `
[databases]
* = host=%[1]s port=%[2]s user=%[3]s password=%[4]s

[pgbouncer]
listen_addr = %[5]s
listen_port = %[6]s
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 1000
ignore_startup_parameters = extra_float_digits,idle_in_transaction_session_timeout
log_connections = 0
log_disconnections = 0
`

// PgBouncer is a running PgBouncer, which gives connections to a database for a transaction each.
type PgBouncer struct {
	Source string // to connect to, for the bank

	*process
}

// StartPgBouncer starts PgBouncer before the database at source, a PostgreSQL URL. Call Stop in the
// end.
func StartPgBouncer(ctx context.Context, source string) (*PgBouncer, error) {
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		return nil, errors.New("there is no pgbouncer: apt-get install pgbouncer")
	}
	database, err := url.Parse(source)
	if err != nil {
		return nil, fmt.Errorf("read the source of the database: %w", err)
	}
	address, err := daemon.FreeAddress()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("read an address: %w", err)
	}
	password, _ := database.User.Password()
	p, err := start(ctx, "pgbouncer", address, func(_, file string) (string, *exec.Cmd) {
		content := fmt.Sprintf(pgbouncerConfiguration,
			database.Hostname(), database.Port(), database.User.Username(), password, host, port)
		args := []string{file}
		if os.Geteuid() == 0 { // as whom it refuses to run
			args = []string{"-u", "nobody", file}
		}
		return content, exec.Command(program, args...)
	})
	if err != nil {
		return nil, err
	}
	database.Host = address
	return &PgBouncer{Source: database.String(), process: p}, nil
}
