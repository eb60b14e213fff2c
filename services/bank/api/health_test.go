package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

type status struct {
	Status string `json:"status"`
}

func TestHealth(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	if got := banktest.Decode[status](t, client.Get(t, "/healthz")); got.Status != "ok" {
		t.Errorf("healthz %+v", got)
	}
	if got := banktest.Decode[status](t, client.Get(t, "/readyz")); got.Status != "ready" {
		t.Errorf("readyz %+v", got)
	}

	for _, path := range []string{"/healthz", "/readyz"} {
		if answer := client.Do(t, http.MethodHead, path, nil); answer.Status != http.StatusOK || len(answer.Body) != 0 {
			t.Errorf("HEAD %s: %d %s", path, answer.Status, answer.Body)
		}
	}

	db := server.DB(t)
	if _, err := db.ExecContext(t.Context(), "UPDATE schema_migrations SET dirty = true, version = version + 1"); err != nil {
		t.Fatal(err)
	}
	if got := banktest.Decode[status](t, client.Get(t, "/readyz")); got.Status != "ready" {
		t.Errorf("readyz while a newer release migrates: %+v", got)
	}
	for _, tt := range []struct{ change, words string }{
		{"UPDATE schema_migrations SET version = version - 1", "dirty"},
		{"UPDATE schema_migrations SET dirty = false, version = 1", "version 1"},
		{"DELETE FROM schema_migrations", "version 0"},
	} {
		if _, err := db.ExecContext(t.Context(), tt.change); err != nil {
			t.Fatal(err)
		}
		client.Get(t, "/readyz").WantRefusal(t, http.StatusServiceUnavailable, "not_ready", tt.words)
	}
	if answer := client.Get(t, "/healthz"); answer.Status != http.StatusOK {
		t.Errorf("healthz %d while not ready", answer.Status)
	}
}

func TestNotReadyWithoutDatabase(t *testing.T) {
	server := banktest.Start(t, "DB_SOURCE=postgres://banker:hush@127.0.0.1:1/bank?sslmode=disable")
	client := server.Client()
	answer := client.Get(t, "/readyz")
	answer.WantRefusal(t, http.StatusServiceUnavailable, "not_ready", "the database does not answer")
	for _, secret := range []string{"banker", "hush", "127.0.0.1"} {
		if strings.Contains(string(answer.Body), secret) {
			t.Errorf("%q is in the answer %s", secret, answer.Body)
		}
	}
	if answer := client.Get(t, "/healthz"); answer.Status != http.StatusOK {
		t.Errorf("healthz %d without a database", answer.Status)
	}
	client.Header = http.Header{"X-Request-Id": {"the-one"}}
	client.Post(t, "/users", alice).WantRefusal(t, http.StatusServiceUnavailable, "unavailable", "try again later")
	server.Stop(t) // so that all is logged
	told := slices.ContainsFunc(server.Log(), func(line map[string]any) bool {
		return line["request_id"] == "the-one" && line["level"] == "ERROR"
	})
	if !told {
		t.Errorf("the log has no error: %v", server.Log())
	}
}
