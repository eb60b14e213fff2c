package migration_test

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/postgres/throwaway"
)

// servicePrivileges returns how many privileges the service has on tables.
func servicePrivileges(t *testing.T, db *sql.DB) int {
	t.Helper()
	const query = `SELECT count(*) FROM information_schema.column_privileges WHERE table_schema = 'public' AND grantee = $1`
	var n int
	if err := db.QueryRowContext(t.Context(), query, migration.ServiceRole).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUpMendsPrivileges(t *testing.T) {
	source := postgrestest.New(t)
	db := open(t, source)
	want := dump(t, db)
	const change = `
		GRANT DELETE, TRUNCATE ON entries TO simplebank_service;
		GRANT UPDATE (balance) ON accounts TO simplebank_service;
		GRANT EXECUTE ON FUNCTION book_entries() TO simplebank_service;
		REVOKE SELECT ON users FROM simplebank_service`
	if _, err := db.ExecContext(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := dump(t, db); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("privileges after up:\n%s", strings.Join(got, "\n"))
	}
	var may bool
	const query = `SELECT has_table_privilege('simplebank_service', 'entries', 'DELETE, TRUNCATE')`
	if err := db.QueryRowContext(t.Context(), query).Scan(&may); err != nil || may {
		t.Errorf("the service may delete entries: %t, %v", may, err)
	}
}

func TestServiceDoesNotMigrate(t *testing.T) {
	owner := postgrestest.New(t)
	service := migration.Schema{Source: postgrestest.Service(t, owner)}
	if err := service.Up(t.Context()); err != nil {
		t.Errorf("up as the service with nothing left to do: %v", err)
	}
	if err := service.Down(t.Context()); err == nil {
		t.Error("the service took the schema down")
	}
	db := open(t, owner)
	if _, err := db.ExecContext(t.Context(), "UPDATE schema_migrations SET version = version - 1"); err != nil {
		t.Fatal(err)
	}
	if err := service.Up(t.Context()); err == nil {
		t.Error("the service migrated")
	}
	if v := version(t, owner); v != migration.Latest()-1 {
		t.Errorf("version %d, want %d and not dirty", v, migration.Latest()-1)
	}
}

// TestOwnerWhoMayNotMakeRoles is of an owner who is no superuser, in a cluster
// without the role and then with it.
func TestOwnerWhoMayNotMakeRoles(t *testing.T) {
	cluster, err := throwaway.Start(t.Context(), throwaway.Options{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	admin := open(t, cluster.Source("postgres"))
	exec := func(statements ...string) {
		t.Helper()
		for _, statement := range statements {
			if _, err := admin.ExecContext(context.Background(), statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	exec("CREATE ROLE owners")
	if err := cluster.CreateLogin(t.Context(), "owner", "owners"); err != nil {
		t.Fatal(err)
	}
	exec("CREATE DATABASE bank OWNER owner")
	source := cluster.SourceAs("owner", "bank")
	db := open(t, source)
	var log bytes.Buffer
	schema := migration.Schema{Source: source, Log: slog.New(slog.NewTextHandler(&log, nil))}

	if err := schema.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := servicePrivileges(t, db); n != 0 || !strings.Contains(log.String(), "no role for the service") {
		t.Errorf("%d privileges without the role, log %s", n, &log)
	}
	// Who may make the role does not where no service is to use the schema.
	if err := (migration.Schema{Source: cluster.Source("postgres"), NoService: true}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	exec("CREATE ROLE simplebank_service NOLOGIN") // which fails if there is one
	if err := schema.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := servicePrivileges(t, db); n == 0 {
		t.Error("no privileges after up with the role")
	}
	if err := cluster.CreateLogin(t.Context(), "service", migration.ServiceRole); err != nil {
		t.Fatal(err)
	}
	const deposit = `
		INSERT INTO users (username, password_hash, full_name, email) VALUES ('u', '', '', '');
		INSERT INTO accounts (owner, currency) VALUES ('u', 'USD');
		INSERT INTO transfers (from_account_id, to_account_id, amount)
			SELECT s.id, u.id, 7 FROM accounts s, accounts u WHERE s.owner IS NULL AND s.currency = 'USD' AND u.owner = 'u';
		INSERT INTO entries (transfer_id, account_id, amount)
			SELECT id, from_account_id, -amount FROM transfers UNION ALL SELECT id, to_account_id, amount FROM transfers`
	if _, err := open(t, cluster.SourceAs("service", "bank")).ExecContext(t.Context(), deposit); err != nil {
		t.Errorf("deposit as the service: %v", err)
	}
	var balance int
	if err := db.QueryRowContext(t.Context(), "SELECT balance FROM accounts WHERE owner = 'u'").Scan(&balance); err != nil || balance != 7 {
		t.Errorf("balance %d, %v; want 7", balance, err)
	}
	if err := schema.Down(t.Context()); err != nil {
		t.Fatal(err)
	}
}
