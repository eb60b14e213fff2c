// Package throwaway runs a real PostgreSQL cluster for as long as a test or a
// demonstration needs one, and leaves nothing behind.
//
// It needs the programs initdb and postgres, but no running server, no
// container and no rights: they are found on the PATH or where Debian puts
// them. As PostgreSQL refuses to run as root, root's cluster runs as the user
// postgres or nobody.
package throwaway

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/lib/pq"
)

// superuser is the name of the role that a new cluster has.
const superuser = "postgres"

// portAttempts is how often a start is tried: between choosing a free port and
// listening on it, someone else may take it.
const portAttempts = 5

// Options says how a cluster is to be. The zero value is a safe one.
type Options struct {
	// Dir is where the cluster's directory is made; os.TempDir if empty.
	// Root's must be one that the user who runs the cluster can get into.
	Dir string
	// Unsafe makes writes faster by not waiting for the disk. A crash of the
	// machine then loses the data, as is fine for tests.
	Unsafe bool
	// Settings are more of the server's, each as name=value.
	Settings []string
	// Certificate is the server's; nil for no TLS. With it, connections without
	// TLS are accepted too.
	Certificate *Certificate
}

// Cluster is a running PostgreSQL cluster.
type Cluster struct {
	dir      string
	port     int
	password string
	server   *process
}

// Start makes a cluster and returns when it accepts connections, on a free TCP
// port of 127.0.0.1 only. Cancelling the context ends the start, not the
// cluster.
func Start(ctx context.Context, options Options) (_ *Cluster, err error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	user, err := runAs()
	if err != nil {
		return nil, err
	}
	c, err := newCluster(options)
	if err != nil {
		return nil, err
	}
	dir := c.dir
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Stop())
		}
	}()

	passwordFile := filepath.Join(dir, "password")
	if err := os.WriteFile(passwordFile, []byte(c.password), 0o600); err != nil {
		return nil, fmt.Errorf("write password file: %w", err)
	}
	if err := user.own(dir, passwordFile); err != nil {
		return nil, err
	}
	initdb := []string{"--pgdata=" + c.data(), "--username=" + superuser, "--pwfile=" + passwordFile,
		"--auth=scram-sha-256", "--no-locale", "--encoding=UTF8", "--no-instructions"}
	if options.Unsafe {
		initdb = append(initdb, "--no-sync")
	}
	if err := runToEnd(ctx, user, dir, programs.initdb, initdb...); err != nil {
		return nil, fmt.Errorf("initialize cluster: %w", err)
	}
	certificate, err := options.Certificate.install(dir, user)
	if err != nil {
		return nil, err
	}
	if err := c.serveOnFreePort(ctx, user, programs.postgres, append(certificate, options.settings()...)); err != nil {
		return nil, fmt.Errorf("start cluster: %w", err)
	}
	return c, nil
}

func newCluster(options Options) (*Cluster, error) {
	dir, err := os.MkdirTemp(options.Dir, "postgres-")
	if err != nil {
		return nil, fmt.Errorf("make cluster directory: %w", err)
	}
	// The password keeps other users of this machine out: they too can reach
	// the port, and who is superuser here can run any program as our user.
	return &Cluster{dir: dir, password: rand.Text()}, nil
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// settings are those on the server's command line.
func (o Options) settings() (settings []string) {
	if o.Unsafe {
		settings = append(settings, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	for _, s := range o.Settings {
		settings = append(settings, "-c", s)
	}
	return settings
}

func (c *Cluster) serveOnFreePort(ctx context.Context, user account, postgres string, settings []string) error {
	for attempt := 1; ; attempt++ {
		err := c.serve(ctx, user, postgres, settings)
		if err == nil || attempt == portAttempts || ctx.Err() != nil {
			return err
		}
	}
}

// serve starts the server and waits until it answers.
func (c *Cluster) serve(ctx context.Context, user account, postgres string, settings []string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	c.port = port
	args := []string{"-D", c.data(), "-p", strconv.Itoa(port),
		"-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=",
		"-c", "max_connections=200",
		"-c", "timezone=UTC", "-c", "log_timezone=UTC",
	}
	args = append(args, settings...)
	if c.server, err = start(user, c.dir, postgres, args...); err != nil {
		return err
	}
	if err := c.awaitReady(ctx); err != nil {
		c.server.stop()
		return fmt.Errorf("%w; its log:\n%s", err, c.server.log())
	}
	return nil
}

func (c *Cluster) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	db, err := sql.Open("postgres", c.Source("postgres"))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer db.Close()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-c.server.done:
			return errors.New("the server ended at once")
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Source returns the URL of a database of the cluster, for the superuser. A new
// cluster has the database "postgres".
func (c *Cluster) Source(database string) string { return c.SourceAs(superuser, database) }

// SourceAs is [Cluster.Source] for a role that [Cluster.CreateLogin] made.
func (c *Cluster) SourceAs(role, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, c.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)),
		Path:     database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// CreateLogin makes a role that can log in and may do what the group may.
func (c *Cluster) CreateLogin(ctx context.Context, role, group string) error {
	db, err := sql.Open("postgres", c.Source("postgres"))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD %s IN ROLE %s",
		pq.QuoteIdentifier(role), pq.QuoteLiteral(c.password), pq.QuoteIdentifier(group)))
	if err != nil {
		return fmt.Errorf("create role %s: %w", role, err)
	}
	return nil
}

// Stop ends the cluster, cutting connections off, and removes its files.
func (c *Cluster) Stop() error {
	if c.server != nil {
		c.server.stop()
	}
	if err := os.RemoveAll(c.dir); err != nil {
		return fmt.Errorf("remove cluster directory: %w", err)
	}
	return nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
