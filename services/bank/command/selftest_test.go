package command_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"syscall"
	"testing"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/banktest"
)

// TestSelftest is of the program; what it does is tested where that is done.
func TestSelftest(t *testing.T) {
	env := []string{"DB_SOURCE=" + postgrestest.New(t)}
	got := run(t, env, "selftest", "--duration", "1s", "--accounts", "20")
	if got.status != 0 || !strings.HasPrefix(got.stderr, "bank selftest: schema selftest_") ||
		!strings.Contains(got.stdout, "latency      p50 ") || !strings.Contains(got.stdout, " rows, 0 findings\n") {
		t.Errorf("got %+v", got)
	}

	got = run(t, env, "selftest", "--json", "--quiet", "--workload", "hot", "--clients", "1", "--rate", "100000", "--duration", "1s")
	var report struct {
		Due      int
		Requests int
		P99      float64 `json:"p99_ms"`
		Findings []string
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.status != 1 ||
		!strings.HasPrefix(got.stderr, "bank selftest: the rate was not kept up: of 100000 requests ") || strings.Count(got.stderr, "\n") != 1 {
		t.Fatalf("%v in %+v", err, got)
	}
	if report.Due != 100_000 || report.Requests < 1 || report.P99 <= 0 || report.Findings == nil {
		t.Errorf("report %+v", report)
	}
}

func TestSelftestThatCannotBeDone(t *testing.T) {
	wantJSONError(t, 2, "DB_SOURCE is not set", nil, "selftest", "--json")
	wantJSONError(t, 2, "connection refused", []string{"DB_SOURCE=postgres://bank:hush@127.0.0.1:1/bank?sslmode=disable"}, "selftest", "--json", "--quiet")
	service := []string{"DB_SOURCE=" + postgrestest.Service(t, postgrestest.New(t))}
	wantJSONError(t, 2, "use a role that may make one: GRANT CREATE ON DATABASE", service, "selftest", "--json")
}

func TestSelftestInterrupted(t *testing.T) {
	source := postgrestest.Empty(t)
	cmd := banktest.Command(t, []string{"DB_SOURCE=" + source}, "selftest", "--duration", "5s")
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	interrupted := false // a second signal would kill
	for part := make([]byte, 1000); ; {
		n, err := stderr.Read(part)
		told.Write(part[:n])
		if err != nil {
			break
		}
		if !interrupted && strings.Contains(told.String(), " requests in ") {
			interrupted = true
			_ = cmd.Process.Signal(syscall.SIGINT) // an error means that it has ended
		}
	}
	err = cmd.Wait()
	if cmd.ProcessState.ExitCode() != 2 || !strings.Contains(told.String(), "bank selftest: carry out transfers: ") || stdout.Len() > 0 {
		t.Errorf("%v, stdout %q, stderr %q", err, &stdout, &told)
	}
	var left int
	const query = `SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'selftest%'`
	if err := openDB(t, source).QueryRowContext(t.Context(), query).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d schemas are left, %v", left, err)
	}
}
