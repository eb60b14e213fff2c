// Package postgrestest gives each test a fresh PostgreSQL database.
//
// A test process has one cluster, started when the first test asks for a
// database and stopped by [Run]. The schema is migrated once, into a template
// that the databases of the tests are copies of.
package postgrestest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/throwaway"
)

const (
	template = "bank_template"
	service  = "bank" // a role that may do what the service needs, and no more
)

var (
	running bool // Run is, and will stop the cluster
	shared  struct {
		sync.Mutex
		cluster   *throwaway.Cluster
		admin     *sql.DB // on the database "postgres"
		err       error   // of the only attempt to start
		databases int     // made so far
	}
)

// Run runs the tests of a package, then stops the cluster, and returns the exit
// status. The package's TestMain calls os.Exit(postgrestest.Run(m)).
func Run(m *testing.M) int {
	running = true
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "postgrestest:", err)
		code = max(code, 1)
	}
	return code
}

// New returns the URL of a new database with the bank's schema, for its
// superuser. The database goes when the test ends.
func New(t testing.TB) string { return create(t, template) }

// Empty is [New] without the schema.
func Empty(t testing.TB) string { return create(t, "template0") }

// Service returns the URL of a database that [New] or [Empty] made for the role
// that the service connects as: a member of [migration.ServiceRole].
func Service(t testing.TB, source string) string {
	t.Helper()
	return shared.cluster.SourceAs(service, databaseOf(t, source))
}

func create(t testing.TB, from string) string {
	t.Helper()
	if !running {
		t.Fatal("the package has no TestMain that calls postgrestest.Run")
	}
	cluster, name, err := newDatabase(t.Context(), from)
	if err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		// FORCE, as a pool may be closed but not yet have hung up.
		if _, err := shared.admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return cluster.Source(name)
}

func newDatabase(ctx context.Context, from string) (_ *throwaway.Cluster, name string, err error) {
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster == nil && shared.err == nil {
		shared.err = startCluster()
	}
	if shared.err != nil {
		return nil, "", shared.err
	}
	shared.databases++
	name = fmt.Sprintf("test_%d", shared.databases)
	if _, err := shared.admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+from); err != nil {
		return nil, "", fmt.Errorf("create database: %w", err)
	}
	return shared.cluster, name, nil
}

func startCluster() error {
	ctx := context.Background()
	var err error
	if shared.cluster, err = throwaway.Start(ctx, options()); err != nil {
		return err
	}
	if shared.admin, err = sql.Open("postgres", shared.cluster.Source("postgres")); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	if _, err := shared.admin.ExecContext(ctx, "CREATE DATABASE "+template+" TEMPLATE template0"); err != nil {
		return fmt.Errorf("create template database: %w", err)
	}
	if err := (migration.Schema{Source: shared.cluster.Source(template)}).Up(ctx); err != nil {
		return err
	}
	return shared.cluster.CreateLogin(ctx, service, migration.ServiceRole)
}

func stop() error {
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster == nil {
		return nil
	}
	var err error
	if shared.admin != nil {
		err = shared.admin.Close()
	}
	return errors.Join(err, shared.cluster.Stop())
}
