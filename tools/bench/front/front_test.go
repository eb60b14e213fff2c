package front_test

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	_ "github.com/lib/pq" // the driver "postgres"

	"example.com/simplebank/libs/postgres/throwaway"
	"example.com/simplebank/tools/bench/front"
)

// TestNginx gives requests to two servers in turn.
func TestNginx(t *testing.T) {
	var servers []string
	for i := range 2 {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, i) }))
		defer server.Close()
		servers = append(servers, strings.TrimPrefix(server.URL, "http://"))
	}
	nginx, err := front.StartNginx(t.Context(), servers)
	if missing(t, "nginx", err) {
		return
	}
	defer func() {
		if err := nginx.Stop(); err != nil {
			t.Error(err)
		}
	}()
	var answers string
	for range 4 {
		response, err := http.Get("http://" + nginx.Address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		answers += string(body)
	}
	if answers != "0101" && answers != "1010" {
		t.Errorf("answers came from %s, want from the two in turn", answers)
	}
}

func TestPgBouncer(t *testing.T) {
	cluster, err := throwaway.Start(t.Context(), throwaway.Options{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	}()
	pooler, err := front.StartPgBouncer(t.Context(), cluster.Source("postgres"))
	if missing(t, "pgbouncer", err) {
		return
	}
	defer func() {
		if err := pooler.Stop(); err != nil {
			t.Error(err)
		}
	}()
	db, err := sql.Open("postgres", pooler.Source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var one int
	if err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil || one != 1 {
		t.Errorf("SELECT 1: %d, %v", one, err)
	}
}

// missing reports whether the program is not on this machine, which the error must say.
func missing(t *testing.T, program string, err error) bool {
	t.Helper()
	if _, lookErr := exec.LookPath(program); lookErr != nil {
		if err == nil || !strings.Contains(err.Error(), "apt-get install") {
			t.Errorf("error %v, want what to install", err)
		}
		return true
	}
	if err != nil {
		t.Fatal(err)
	}
	return false
}
