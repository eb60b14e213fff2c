package command_test

import (
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestHealthcheck(t *testing.T) {
	server := banktest.Start(t)
	env := []string{"HTTP_SERVER_ADDRESS=" + server.Address}
	if got := run(t, env, "healthcheck"); got.status != 0 || got.stderr != "" {
		t.Errorf("a server that is ready: %+v", got)
	}

	// Where the server listens on every interface, so does the check find it.
	_, port, _ := strings.Cut(server.Address, ":")
	if got := run(t, []string{"HTTP_SERVER_ADDRESS=0.0.0.0:" + port}, "healthcheck"); got.status != 0 {
		t.Errorf("a server on every interface: %+v", got)
	}

	// A proxy is for other machines. The name is one that Go would use it for.
	proxied := []string{"HTTP_SERVER_ADDRESS=bank.invalid:1", "HTTP_PROXY=http://" + server.Address}
	if got := run(t, proxied, "healthcheck"); got.status != 1 || !strings.Contains(got.stderr, "bank.invalid") ||
		strings.Contains(got.stderr, "the server is not ready") {
		t.Errorf("with a proxy: %+v", got)
	}

	if _, err := server.DB(t).ExecContext(t.Context(), "UPDATE schema_migrations SET version = 1"); err != nil {
		t.Fatal(err)
	}
	if got := run(t, env, "healthcheck"); got.status != 1 || !strings.Contains(got.stderr, "the schema is at version 1") {
		t.Errorf("a server that is not ready: %+v", got)
	}

	server.Stop(t)
	if got := run(t, env, "healthcheck"); got.status != 1 || !strings.Contains(got.stderr, "connection refused") {
		t.Errorf("no server: %+v", got)
	}
}
