package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/services/bank/banktest"
)

// TestAudit is of the program; what is found is tested where the checks are.
func TestAudit(t *testing.T) {
	server := banktest.Start(t)
	server.NewUser(t, "alice")
	env := []string{"DB_SOURCE=" + server.Source}
	got := run(t, env, "audit")
	if got.status != 0 || got.stderr != "" || !strings.Contains(got.stdout, "schema public as of ") || !strings.Contains(got.stdout, " 0 findings") {
		t.Errorf("a clean database: %+v", got)
	}

	const change = "SET session_replication_role = replica; UPDATE users SET full_name = 'Mallory'; RESET session_replication_role"
	if _, err := server.DB(t).ExecContext(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	got = run(t, env, "audit", "--quiet")
	if got.status != 1 || got.stderr != "bank audit: 1 findings\n" || !strings.Contains(got.stdout, "rows  users  alice  is not as its digest says") {
		t.Errorf("a changed row: %+v", got)
	}
	got = run(t, env, "audit", "--json")
	var report struct {
		Findings []map[string]string
		Checks   []struct {
			Check    string
			Rows     int64
			Findings int64
			Seconds  float64
		}
		Rows    int64
		Seconds float64
		Error   *string
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.status != 1 {
		t.Fatalf("%v in %+v", err, got)
	}
	if len(report.Findings) != 1 || report.Findings[0]["key"] != "alice" || len(report.Checks) != 10 || report.Checks[8].Findings != 1 ||
		report.Rows < 155 || report.Seconds <= 0 || report.Error != nil {
		t.Errorf("report %+v", report)
	}
}

// TestAuditOfTheLog is of keys, and of checkpoints that were kept.
func TestAuditOfTheLog(t *testing.T) {
	server := banktest.Start(t)
	banker, _, _ := depositInLog(t, server, 1)
	checkpoint := filepath.Join(t.TempDir(), "checkpoint")
	if err := os.WriteFile(checkpoint, banker.Get(t, "/ledger/checkpoint").Body, 0o600); err != nil {
		t.Fatal(err)
	}
	_, another, err := transparency.GenerateKey("ledger.bank.example")
	if err != nil {
		t.Fatal(err)
	}
	const key = banktest.LedgerVerifier
	database, unchecked := "DB_SOURCE="+server.Source, "signatures are not checked"
	for name, tt := range map[string]struct {
		env       []string
		arguments []string
		status    int
		words     string
	}{
		"no key":             {nil, []string{"--checkpoint", checkpoint}, 0, unchecked},
		"signer's key":       {[]string{"LEDGER_KEY=" + banktest.LedgerKey}, []string{"--checkpoint", checkpoint}, 0, ""},
		"trusted key":        {[]string{"LEDGER_TRUSTED_KEYS=" + key}, nil, 0, ""},
		"key":                {nil, []string{"--key", another + "," + key, "--checkpoint", checkpoint}, 0, ""},
		"another key":        {nil, []string{"--key", another}, 1, "log_checkpoints  1  the checkpoint is not signed by ledger.bank.example+"},
		"of another key":     {nil, []string{"--key", another, "--checkpoint", checkpoint}, 2, "checkpoint: the checkpoint is not signed by"},
		"no checkpoint":      {nil, []string{"--checkpoint", "/dev/null"}, 2, "/dev/null: the checkpoint is not a signed note"},
		"no file":            {nil, []string{"--checkpoint", "nowhere"}, 2, "open nowhere"},
		"malformed key":      {nil, []string{"--key", "hush"}, 2, "--key must be a verifier's key"},
		"key in environment": {[]string{"LEDGER_TRUSTED_KEYS=hush"}, nil, 2, "LEDGER_TRUSTED_KEYS is malformed"},
	} {
		got := run(t, append(tt.env, database), append([]string{"audit"}, tt.arguments...)...)
		if got.status != tt.status || !strings.Contains(got.stdout+got.stderr, tt.words) || strings.Contains(got.stdout, unchecked) != (tt.words == unchecked) {
			t.Errorf("%s: %+v", name, got)
		}
	}

	const change = `ALTER TABLE transfers DISABLE TRIGGER ALL; UPDATE transfers SET reference = 'rent'; ALTER TABLE transfers ENABLE TRIGGER ALL`
	if _, err := server.DB(t).ExecContext(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if got := run(t, []string{database}, "audit"); got.status != 1 || !strings.Contains(got.stdout, "log  transfers  1  is not what leaf 0 of the log has") {
		t.Errorf("a changed transfer: %+v", got)
	}
}

func TestAuditThatCannotBeDone(t *testing.T) {
	source := postgrestest.New(t)
	for name, tt := range map[string]struct {
		env   []string
		words string
	}{
		"no configuration": {nil, "DB_SOURCE is not set"},
		"no database":      {[]string{"DB_SOURCE=postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable"}, "connection refused"},
		"no schema":        {[]string{"DB_SOURCE=" + postgrestest.Empty(t)}, "never migrated"},
		"no rights":        {[]string{"DB_SOURCE=" + postgrestest.Service(t, source)}, "permission denied"},
	} {
		wantJSONError(t, 2, tt.words, tt.env, "audit", "--json")
		got := run(t, tt.env, "audit")
		if got.status != 2 || !strings.Contains(got.stderr, tt.words) || strings.Contains(got.stderr, "hush") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	env := []string{"DB_SOURCE=" + postgrestest.Service(t, source)}
	wantJSONError(t, 2, "GRANT pg_read_all_data TO", env, "audit", "--json")
	wantJSONError(t, 2, "open nowhere", env, "audit", "--json", "--checkpoint", "nowhere")
	wantJSONError(t, 2, "is not a signed note", env, "audit", "--json", "--checkpoint", "/dev/null")
}

// BenchmarkAudit tells how long the program takes for 100,000 transfers, and how
// much memory at most.
func BenchmarkAudit(b *testing.B) {
	source := postgrestest.New(b)
	service := openDB(b, postgrestest.Service(b, source))
	exec := func(statement string) {
		b.Helper()
		if _, err := service.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	exec(`INSERT INTO users (username, password_hash, full_name, email) SELECT 'u' || n, '', '', n::text FROM generate_series(1, 1000) n;
		INSERT INTO accounts (owner, currency) SELECT 'u' || n, 'USD' FROM generate_series(1, 1000) n`)
	for page := range 20 {
		exec(fmt.Sprintf(`
			WITH a AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts WHERE owner IS NOT NULL),
			t AS (
				INSERT INTO transfers (from_account_id, to_account_id, amount)
				SELECT s.id, a.id, 100 FROM generate_series(1, 5000) g JOIN a ON a.n = 1 + (g * 7 + %d) %% 1000, accounts s
				WHERE s.owner IS NULL AND s.currency = 'USD'
				RETURNING id, from_account_id, to_account_id, amount
			)
			INSERT INTO entries (transfer_id, account_id, amount)
			SELECT id, from_account_id, -amount FROM t UNION ALL SELECT id, to_account_id, amount FROM t`, page))
	}
	store, err := postgres.Open(postgrestest.Service(b, source), time.Minute)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	var keys transparency.Keys
	if err := keys.Signer.UnmarshalText([]byte(banktest.LedgerKey)); err != nil {
		b.Fatal(err)
	}
	for added := int64(1); added > 0; {
		if added, err = store.ExtendLog(b.Context(), keys, postgres.LogBatch); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		cmd := banktest.Command(b, []string{"DB_SOURCE=" + source, "LEDGER_KEY=" + banktest.LedgerKey}, "audit", "--quiet")
		var output bytes.Buffer
		cmd.Stdout, cmd.Stderr = &output, &output
		if err := cmd.Run(); err != nil {
			b.Fatalf("%v: %s", err, &output)
		}
		b.Logf("%s", &output)
		b.ReportMetric(float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024, "MiB-peak")
	}
}
