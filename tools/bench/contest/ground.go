package contest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	"github.com/lib/pq"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/throwaway"
	"example.com/simplebank/libs/token"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/books"
	"example.com/simplebank/tools/bench/workload"
)

const (
	// template is the database that those of the contestants are copies of.
	template = "bench_template"
	// login is whom the servers connect as: not the owner of the tables.
	login = "bank"
)

// told are the settings of PostgreSQL that matter for figures, and those that would make
// them worthless.
var told = []string{
	"fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "wal_level",
	"shared_buffers", "max_wal_size", "checkpoint_timeout", "max_connections", "autovacuum", "jit",
}

// ground is the PostgreSQL that all contestants share, and what their databases begin
// with.
type ground struct {
	cluster   *throwaway.Cluster
	admin     *sql.DB
	program   bank.Program
	accounts  []workload.Account
	tokenKey  string
	ledgerKey string
}

// prepare starts PostgreSQL, as durable as it is by default, and makes the template with
// accounts. Call close in the end.
func prepare(ctx context.Context, program bank.Program, accounts int) (_ *ground, err error) {
	cluster, err := throwaway.Start(ctx, throwaway.Options{Unsafe: false})
	if err != nil {
		return nil, err
	}
	g := &ground{cluster: cluster, program: program, tokenKey: (rand.Text() + rand.Text())[:token.KeySize]}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	if g.admin, err = sql.Open("postgres", cluster.Source("postgres")); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if g.ledgerKey, _, err = transparency.GenerateKey("bench"); err != nil {
		return nil, err
	}
	if err := g.execute(ctx, "CREATE DATABASE "+template); err != nil {
		return nil, err
	}
	if err := program.Migrate(ctx, cluster.Source(template)); err != nil {
		return nil, err
	}
	if err := cluster.CreateLogin(ctx, login, migration.ServiceRole); err != nil {
		return nil, err
	}
	var key token.Key
	if err := key.UnmarshalText([]byte(g.tokenKey)); err != nil {
		return nil, err
	}
	if g.accounts, err = books.Seed(ctx, cluster.SourceAs(login, template), accounts, key); err != nil {
		return nil, err
	}
	return g, nil
}

func (g *ground) close() error {
	var err error
	if g.admin != nil {
		err = g.admin.Close()
	}
	return errors.Join(err, g.cluster.Stop())
}

func (g *ground) execute(ctx context.Context, statement string) error {
	if _, err := g.admin.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// create makes a database for a contestant.
func (g *ground) create(ctx context.Context, name string) error {
	return g.execute(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name)+" TEMPLATE "+template)
}

// drop removes it.
func (g *ground) drop(ctx context.Context, name string) error {
	return g.execute(ctx, "DROP DATABASE "+pq.QuoteIdentifier(name)+" WITH (FORCE)")
}

// machine tells what everything runs on.
func (g *ground) machine(ctx context.Context) (Machine, error) {
	m := Machine{
		Processors: runtime.NumCPU(), OS: runtime.GOOS, Architecture: runtime.GOARCH,
		DatabaseSettings: map[string]string{},
	}
	var err error
	if m.Bank, err = g.program.Build(ctx); err != nil {
		return Machine{}, err
	}
	if err := g.admin.QueryRowContext(ctx, "SHOW server_version").Scan(&m.PostgreSQL); err != nil {
		return Machine{}, fmt.Errorf("read the version of PostgreSQL: %w", err)
	}
	for _, name := range told {
		var value string
		if err := g.admin.QueryRowContext(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return Machine{}, fmt.Errorf("read the setting %s of PostgreSQL: %w", name, err)
		}
		m.DatabaseSettings[name] = value
	}
	return m, nil
}
