package audit_test

import (
	"database/sql"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

var update = flag.Bool("update", false, "rewrite schema.txt")

func describe(t *testing.T, source string) string {
	t.Helper()
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	lines, err := audit.Describe(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestSchemaIsOfMigrations fails after a change of the migrations or the
// privileges until "go test ./libs/postgres/audit -update" has been run.
func TestSchemaIsOfMigrations(t *testing.T) {
	got := describe(t, postgrestest.New(t))
	if *update {
		if err := os.WriteFile("schema.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(audit.OfMigrations, got); diff != "" {
		t.Errorf("schema.txt is not what the migrations make: go test ./libs/postgres/audit -update (-schema.txt +database):\n%s", diff)
	}
}

// TestSchemaOfAnyName is of a schema whose name has to be quoted.
func TestSchemaOfAnyName(t *testing.T) {
	source := postgrestest.Empty(t)
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec(t, db, `CREATE SCHEMA "My bank"`)
	source += "&search_path=%22My%20bank%22"
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(audit.OfMigrations, describe(t, source)); diff != "" {
		t.Errorf("(-schema.txt +database):\n%s", diff)
	}
	if report, lines := run(t, source); report.Schema != "My bank" || len(lines) > 0 {
		t.Errorf("schema %q, findings %q", report.Schema, lines)
	}
}
