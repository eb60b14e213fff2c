package command_test

import (
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/postgres/throwaway"
	"example.com/simplebank/services/bank/banktest"
)

func TestConfigurationErrors(t *testing.T) {
	got := run(t, []string{"TOKEN_SYMMETRIC_KEY=hush", "LEDGER_KEY=hush", "ENVIRONMENT=moon", "ACCESS_TOKEN_DURATION=-1m"}, "serve")
	if got.status != 1 || got.stdout != "" {
		t.Errorf("status %d with %q on stdout", got.status, got.stdout)
	}
	for _, want := range []string{
		"DB_SOURCE is not set: it must be a URL",
		"TOKEN_SYMMETRIC_KEY is malformed: it must be exactly 32 bytes, such as 32 ASCII characters",
		"LEDGER_KEY is malformed: it must be a signer's key",
		"ENVIRONMENT is malformed: it must be production or development",
		"ACCESS_TOKEN_DURATION is malformed: it must be a duration above zero",
	} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("%q is not in:\n%s", want, got.stderr)
		}
	}
	if strings.Contains(got.stderr, "hush") {
		t.Errorf("a secret is shown:\n%s", got.stderr)
	}
}

func TestFileInWorkingDirectory(t *testing.T) {
	cmd := banktest.Command(t, nil, "serve")
	file := filepath.Join(cmd.Dir, "app.env")
	if err := os.WriteFile(file, []byte("ENVIRONMENT=moon\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "ENVIRONMENT is malformed") {
		t.Errorf("app.env is not read: %v\n%s", err, output)
	}
}

func TestMigrateOnStart(t *testing.T) {
	source := postgrestest.Empty(t)
	server := banktest.Start(t, "DB_SOURCE="+source, "MIGRATE_ON_START=true")
	if answer := server.Client().Get(t, "/readyz"); answer.Status != http.StatusOK {
		t.Errorf("readyz: %d %s", answer.Status, answer.Body)
	}
}

// TestOldReplicaStarts is of a replica that starts while a newer release, which
// has migrated already, is rolled out.
func TestOldReplicaStarts(t *testing.T) {
	source := postgrestest.New(t)
	db, err := sql.Open("postgres", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "UPDATE schema_migrations SET version = version + 1"); err != nil {
		t.Fatal(err)
	}

	server := banktest.Start(t, "DB_SOURCE="+source, "MIGRATE_ON_START=true")
	if answer := server.Client().Get(t, "/readyz"); answer.Status != http.StatusOK {
		t.Errorf("readyz: %d %s", answer.Status, answer.Body)
	}
	told := slices.ContainsFunc(server.Log(), func(line map[string]any) bool { return line["msg"] == "not migrated" })
	if !told {
		t.Errorf("the log does not tell that nothing was migrated: %v", server.Log())
	}

	got := run(t, []string{"DB_SOURCE=" + source}, "migrate", "up")
	if got.status != 1 || !strings.Contains(got.stderr, "use a newer program") {
		t.Errorf("migrate up: %+v", got)
	}
}

// TestVerifiedDatabase is of a database whose server shows a certificate of a
// private authority.
func TestVerifiedDatabase(t *testing.T) {
	certificate, err := throwaway.NewCertificate("localhost")
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := throwaway.Start(t.Context(), throwaway.Options{Unsafe: true, Certificate: certificate})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cluster.Stop() })
	root := filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(root, certificate.Root, 0o600); err != nil {
		t.Fatal(err)
	}
	plain := cluster.Source("postgres")
	source := "DB_SOURCE=" + strings.NewReplacer("127.0.0.1", "localhost", "disable", "verify-full&hostaddr=127.0.0.1").Replace(plain)

	server := banktest.Start(t, source, "DB_SSL_ROOT_CERT_FILE="+root, "MIGRATE_ON_START=true")
	if answer := server.Client().Get(t, "/readyz"); answer.Status != http.StatusOK {
		t.Errorf("readyz: %d %s", answer.Status, answer.Body)
	}
	if got := run(t, []string{source, "DB_SSL_ROOT_CERT_FILE=" + root}, "doctor"); !strings.Contains(got.stdout, "the server is verified") {
		t.Errorf("doctor: %+v", got)
	}
	if got := run(t, []string{source}, "doctor"); got.status != 1 || !strings.Contains(got.stdout, "as a root: in DB_SSL_ROOT_CERT, or in a file that DB_SSL_ROOT_CERT_FILE names") {
		t.Errorf("doctor without the root: %+v", got)
	}
	if got := run(t, []string{source}, "migrate", "up"); got.status != 1 || !strings.Contains(got.stderr, "unknown authority") {
		t.Errorf("migrate without the root: %+v", got)
	}
}

func TestServeFails(t *testing.T) {
	server := banktest.Start(t)
	key, ledger := "TOKEN_SYMMETRIC_KEY="+banktest.TokenKey, "LEDGER_KEY="+banktest.LedgerKey
	const unreachable = "DB_SOURCE=postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable"
	for words, env := range map[string][]string{
		"listen for HTTP":       {unreachable, key, ledger, "HTTP_SERVER_ADDRESS=" + server.Address},
		"listen for Prometheus": {unreachable, key, ledger, "HTTP_SERVER_ADDRESS=127.0.0.1:0", "METRICS_ADDRESS=" + server.Address},
		"connect to database":   {unreachable, key, ledger, "HTTP_SERVER_ADDRESS=127.0.0.1:0", "MIGRATE_ON_START=true"},
	} {
		got := run(t, env, "serve")
		if got.status != 1 || !strings.Contains(got.stderr, words) || strings.Contains(got.stderr, "hush") {
			t.Errorf("got %+v, want status 1 and %q on stderr", got, words)
		}
	}
}
