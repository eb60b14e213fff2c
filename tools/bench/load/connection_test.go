package load

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/workload"
)

func serve(t testing.TB, handler http.HandlerFunc) (address string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func TestConnection(t *testing.T) {
	long := strings.Repeat("x", 10_000) // comes in chunks
	connections := map[string]bool{}
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		connections[r.RemoteAddr] = true
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		switch r.Method + r.URL.Path {
		case "POST/transfers":
			if string(body) != "{}" || r.Header.Get("Authorization") != "Bearer token" || r.Header.Get("Idempotency-Key") != `"key"` ||
				r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("request %v with %s", r.Header, body)
			}
			w.Header().Set("Idempotent-Replayed", "true")
			w.WriteHeader(http.StatusTeapot)
		case "GET/long":
			io.WriteString(w, long)
		case "GET/last":
			w.Header().Set("Connection", "close")
		}
	})
	c, err := dial(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()

	tests := []struct {
		request workload.Request
		want    answer
		open    bool // afterwards
	}{
		{workload.Request{Method: "POST", Path: "/transfers", Token: "token", Key: "key", Body: []byte("{}")}, answer{status: 418, replayed: true}, true},
		{workload.Request{Method: "GET", Path: "/long"}, answer{status: 200, body: []byte(long)}, true},
		{workload.Request{Method: "GET", Path: "/last"}, answer{status: 200}, false},
	}
	for _, tt := range tests {
		got, err := c.do(tt.request)
		if err != nil {
			t.Fatalf("%s: %v", tt.request.Path, err)
		}
		if got.status != tt.want.status || got.replayed != tt.want.replayed || !bytes.Equal(got.body, tt.want.body) {
			t.Errorf("%s: %d %t %.20q, want %d %t %.20q", tt.request.Path,
				got.status, got.replayed, got.body, tt.want.status, tt.want.replayed, tt.want.body)
		}
		if open := c.conn != nil; open != tt.open {
			t.Errorf("%s: open afterwards %t", tt.request.Path, open)
		}
	}
	if len(connections) != 1 {
		t.Errorf("%d connections", len(connections))
	}
}

func TestConnectionCutOff(t *testing.T) {
	c, err := dial(t.Context(), serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "not all of it")
	}))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if a, err := c.do(workload.Request{Method: "GET", Path: "/"}); err == nil || c.conn != nil {
		t.Errorf("an answer that was cut off is %+v, %v", a, err)
	}
}
