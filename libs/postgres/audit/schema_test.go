package audit_test

import (
	"database/sql"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/postgres/postgrestest"
)

var update = flag.Bool("update", false, "rewrite schema.txt")

// TestSchemaIsOfMigrations fails after a change of the migrations or the
// privileges until "go test ./libs/postgres/audit -update" has been run.
func TestSchemaIsOfMigrations(t *testing.T) {
	db, err := sql.Open("postgres", postgrestest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	got, err := audit.Describe(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
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
