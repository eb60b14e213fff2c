// Package ground is what the bank is measured on: one PostgreSQL, and in it banks at work
// on databases of their own.
package ground

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/throwaway"
	"example.com/simplebank/libs/token"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/workload"
)

// login is whom the servers connect as: not the owner of the tables.
const login = "bank"

// Ground is a PostgreSQL, as durable as it is by default, and the keys of the banks in it.
type Ground struct {
	cluster   *throwaway.Cluster
	admin     *sql.DB
	program   bank.Program
	tokenKey  string
	ledgerKey string

	standby      *throwaway.Cluster // follows, once a side wants it
	standbyAdmin *sql.DB
}

// Start starts PostgreSQL, with settings as name=value. Call Close in the end.
func Start(ctx context.Context, program bank.Program, settings ...string) (_ *Ground, err error) {
	cluster, err := throwaway.Start(ctx, throwaway.Options{Unsafe: false, Settings: settings})
	if err != nil {
		return nil, err
	}
	g := &Ground{cluster: cluster, program: program, tokenKey: (rand.Text() + rand.Text())[:token.KeySize]}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.Close())
		}
	}()
	if g.admin, err = sql.Open("postgres", cluster.Source("postgres")); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if g.ledgerKey, _, err = transparency.GenerateKey("bench"); err != nil {
		return nil, err
	}
	return g, nil
}

// Close stops PostgreSQL and removes all that was in it.
func (g *Ground) Close() error {
	var err error
	if g.admin != nil {
		err = g.admin.Close()
	}
	if g.standbyAdmin != nil {
		err = errors.Join(err, g.standbyAdmin.Close())
	}
	if g.standby != nil {
		err = errors.Join(err, g.standby.Stop())
	}
	return errors.Join(err, g.cluster.Stop())
}

// Source returns the URL of a database, for the superuser.
func (g *Ground) Source(database string) string { return g.cluster.Source(database) }

// ServiceSource returns the URL of a database, for the login of the servers.
func (g *Ground) ServiceSource(database string) string { return g.cluster.SourceAs(login, database) }

// Execute has the superuser execute a statement, in no database of a bank.
func (g *Ground) Execute(ctx context.Context, statement string) error {
	if _, err := g.admin.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// Make makes a database with the tables of the bank and that many accounts, each of a user
// of its own, with [workload.Funds].
func (g *Ground) Make(ctx context.Context, database string, accounts int) ([]workload.Account, error) {
	if err := g.Execute(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(database)); err != nil {
		return nil, err
	}
	if err := g.program.Migrate(ctx, g.Source(database)); err != nil {
		return nil, err
	}
	if err := g.createLogin(ctx); err != nil {
		return nil, err
	}
	var key token.Key
	if err := key.UnmarshalText([]byte(g.tokenKey)); err != nil {
		return nil, err
	}
	return books.Seed(ctx, g.ServiceSource(database), accounts, key)
}

// createLogin makes the login, which all databases share, if it is not there yet: the role
// that it is in comes with the first of them.
func (g *Ground) createLogin(ctx context.Context) error {
	var there bool
	if err := g.admin.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", login).Scan(&there); err != nil {
		return fmt.Errorf("look for the login of the bank: %w", err)
	}
	if there {
		return nil
	}
	return g.cluster.CreateLogin(ctx, login, migration.ServiceRole)
}

// Copy makes a database that is as another one, to which nobody may be connected.
func (g *Ground) Copy(ctx context.Context, database, of string) error {
	return g.Execute(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(database)+" TEMPLATE "+pq.QuoteIdentifier(of))
}

// Drop removes a database, whoever is connected to it.
func (g *Ground) Drop(ctx context.Context, database string) error {
	return g.Execute(ctx, "DROP DATABASE IF EXISTS "+pq.QuoteIdentifier(database)+" WITH (FORCE)")
}

// ExecuteIn has the superuser execute a statement in a database.
func (g *Ground) ExecuteIn(ctx context.Context, database, statement string) (err error) {
	db, err := sql.Open("postgres", g.Source(database))
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// SizeOf returns how many bytes a database takes on the disk.
func (g *Ground) SizeOf(ctx context.Context, database string) (bytes int64, err error) {
	if err := g.admin.QueryRowContext(ctx, "SELECT pg_database_size($1)", database).Scan(&bytes); err != nil {
		return 0, fmt.Errorf("read the size of database %s: %w", database, err)
	}
	return bytes, nil
}
