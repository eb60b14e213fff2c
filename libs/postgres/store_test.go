package postgres_test

import (
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

func TestReady(t *testing.T) {
	source := postgrestest.Empty(t)
	store := openStore(t, postgrestest.Service(t, source))

	if err := store.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "migrate it") {
		t.Errorf("ready with an empty database: %v", err)
	}
	if err := (migration.Schema{Source: source}).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Ready(t.Context()); err != nil {
		t.Errorf("ready after migration: %v", err)
	}
}

func TestNewerSchemaIsReady(t *testing.T) {
	store, db := open(t)
	if _, err := db.ExecContext(t.Context(), "UPDATE schema_migrations SET version = version + 1"); err != nil {
		t.Fatal(err)
	}
	if err := store.Ready(t.Context()); err != nil {
		t.Errorf("ready: %v", err)
	}
}

func TestOpenRefusesBadSource(t *testing.T) {
	if _, err := postgres.Open("postgres://host:notaport/bank", timeout); err == nil {
		t.Error("Open took a port that is no number")
	}
}
