package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
)

// TestDoctor is of a cluster for tests, which may lose data. How each check
// judges is tested where they are.
func TestDoctor(t *testing.T) {
	env := []string{"DB_SOURCE=" + postgrestest.New(t)}
	got := run(t, env, "doctor")
	if got.status != 1 || got.stderr != "bank doctor: not all is well\n" {
		t.Errorf("got %+v, want status 1", got)
	}
	for _, want := range []string{"ok       schema", "failed   settings", "-> turn it on"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in:\n%s", want, got.stdout)
		}
	}

	asJSON := run(t, env, "doctor", "--json")
	var findings []map[string]string
	if err := json.Unmarshal([]byte(asJSON.stdout), &findings); err != nil || asJSON.status != 1 {
		t.Fatalf("%v in %+v", err, asJSON)
	}
	if first := findings[0]; first["check"] != "database" || first["status"] != "ok" || first["detail"] == "" || len(first) != 3 {
		t.Errorf("first finding %v", first)
	}
}

func TestDoctorWithoutDatabase(t *testing.T) {
	got := run(t, []string{"DB_SOURCE=postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable"}, "doctor")
	if got.status != 1 || !strings.Contains(got.stdout, "connection refused") || strings.Contains(got.stdout, "hush") {
		t.Errorf("an unreachable database: %+v", got)
	}
	got = run(t, nil, "doctor")
	if got.status != 2 || got.stdout != "" || !strings.Contains(got.stderr, "DB_SOURCE is not set") {
		t.Errorf("no configuration: %+v", got)
	}
	wantJSONError(t, 2, "DB_SOURCE is not set", nil, "doctor", "--json")
}

// wantJSONError runs what cannot begin, and has to tell programs why.
func wantJSONError(t *testing.T, status int, words string, env []string, args ...string) {
	t.Helper()
	got := run(t, env, args...)
	var printed struct{ Error string }
	if err := json.Unmarshal([]byte(got.stdout), &printed); err != nil || got.status != status || !strings.Contains(printed.Error, words) ||
		!strings.Contains(got.stderr, words) || strings.Contains(got.stdout, "hush") {
		t.Errorf("%q: %v in %+v, want status %d and %q", args, err, got, status, words)
	}
}
