package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestConfig(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(banktest.TokenKey), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"DB_SOURCE=postgres://bank:hush@db:5432/bank?sslmode=verify-full", "TOKEN_SYMMETRIC_KEY_FILE=" + key, "LEDGER_KEY=" + banktest.LedgerKey}

	got := run(t, env, "config")
	words := strings.Join(strings.Fields(got.stdout), " ")
	for _, want := range []string{
		"DB_SOURCE host=db:5432 database=bank user=bank sslmode=verify-full (environment)",
		"TOKEN_SYMMETRIC_KEY [secret] (file " + key + ")",
		"LEDGER_KEY [secret], verified by " + banktest.LedgerVerifier + " (environment)",
		"ENVIRONMENT production (default)",
	} {
		if got.status != 0 || !strings.Contains(words, want) {
			t.Errorf("got %+v, want status 0 and %q on stdout", got, want)
		}
	}

	asJSON := run(t, env, "config", "--json")
	var settings []map[string]string
	if err := json.Unmarshal([]byte(asJSON.stdout), &settings); err != nil || asJSON.status != 0 {
		t.Fatalf("%v in %+v", err, asJSON)
	}
	if first := settings[0]; len(first) != 3 || first["name"] != "DB_SOURCE" || first["origin"] != "environment" {
		t.Errorf("first setting %v", first)
	}
	for _, output := range []string{got.stdout, asJSON.stdout} {
		if strings.Contains(output, "hush") || strings.Contains(output, banktest.TokenKey) || strings.Contains(output, "PRIVATE") {
			t.Errorf("a secret is shown:\n%s", output)
		}
	}
}

func TestConfigIsAsStrictAsServe(t *testing.T) {
	got := run(t, []string{"DB_SOURCE=hush"}, "config", "--json")
	if got.status != 1 || got.stdout != "" || !strings.Contains(got.stderr, "DB_SOURCE is malformed") ||
		!strings.Contains(got.stderr, "TOKEN_SYMMETRIC_KEY is not set") || strings.Contains(got.stderr, "hush") {
		t.Errorf("got %+v", got)
	}
}
