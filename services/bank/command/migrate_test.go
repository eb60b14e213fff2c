package command_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/libs/postgres/postgrestest"
)

func TestMigrate(t *testing.T) {
	env := []string{"DB_SOURCE=" + postgrestest.Empty(t)}
	latest := migration.Latest()
	for _, step := range []struct {
		argument string
		stdout   string
	}{
		{"version", fmt.Sprintf("0 of %d\n", latest)},
		{"up", ""},
		{"version", fmt.Sprintf("%d of %d\n", latest, latest)},
		{"up", ""},
		{"down", ""},
		{"version", fmt.Sprintf("0 of %d\n", latest)},
	} {
		if got := run(t, env, "migrate", step.argument); got.status != 0 || got.stdout != step.stdout || got.stderr != "" {
			t.Fatalf("migrate %s: %+v, want %q", step.argument, got, step.stdout)
		}
	}
}

func TestMigrateFails(t *testing.T) {
	for _, argument := range []string{"up", "down", "version"} {
		got := run(t, nil, "migrate", argument)
		if got.status != 1 || !strings.Contains(got.stderr, "DB_SOURCE is not set") {
			t.Errorf("migrate %s without a database: %+v", argument, got)
		}
		got = run(t, []string{"DB_SOURCE=postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable"}, "migrate", argument)
		if got.status != 1 || got.stderr == "" || strings.Contains(got.stderr, "hush") {
			t.Errorf("migrate %s of an unreachable database: %+v", argument, got)
		}
	}
}
