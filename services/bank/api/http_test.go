package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

func TestUnknownRoutesAndMethods(t *testing.T) {
	client := banktest.Start(t).Client()
	client.Get(t, "/console/").WantRefusal(t, http.StatusNotFound, "route_not_found")
	client.Get(t, "/console/nothing.js").WantRefusal(t, http.StatusNotFound, "route_not_found")
	client.Get(t, "/nothing").WantRefusal(t, http.StatusNotFound, "route_not_found")
	client.Get(t, "/users/").WantRefusal(t, http.StatusNotFound, "route_not_found")
	client.Get(t, "/users").WantRefusal(t, http.StatusMethodNotAllowed, "method_not_allowed", "GET")
	answer := client.Do(t, http.MethodDelete, "/accounts", nil)
	answer.WantRefusal(t, http.StatusMethodNotAllowed, "method_not_allowed", "DELETE")
	if allow := answer.Header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
		t.Errorf("Allow: %q", allow)
	}
}

func TestBodies(t *testing.T) {
	client := banktest.Start(t).Client()
	tests := []struct {
		name, contentType, body string
		status                  int
		code                    string
	}{
		{"empty", "application/json", ``, 400, "invalid_argument"},
		{"not JSON", "application/json", `username=alice`, 400, "invalid_argument"},
		{"cut off", "application/json", `{"username": "al`, 400, "invalid_argument"},
		{"a list", "application/json", `[]`, 400, "invalid_argument"},
		{"null", "application/json", `null`, 400, "invalid_argument"},
		{"trailing garbage", "application/json", `{"username": "alice", "password": "secret"} garbage`, 400, "invalid_argument"},
		{"two objects", "application/json", `{"username": "alice", "password": "secret"}{}`, 400, "invalid_argument"},
		{"invalid UTF-8", "application/json", "{\"username\": \"alice\", \"password\": \"secret\xff\"}", 400, "invalid_argument"},
		{"deeply nested", "application/json", strings.Repeat("[", 20000), 400, "invalid_argument"},
		{"good, no such user", "application/json", `{"username": "alice", "password": "secret"}`, 401, "bad_credentials"},
		{"with a charset", "application/json; charset=utf-8", `{"username": "alice", "password": "secret"}`, 401, "bad_credentials"},
		{"without content type", "", `{"username": "alice", "password": "secret"}`, 401, "bad_credentials"},
		{"a form", "application/x-www-form-urlencoded", `username=alice`, 415, "unsupported_media_type"},
		{"text", "text/plain", `{"username": "alice", "password": "secret"}`, 415, "unsupported_media_type"},
		{"malformed content type", "application/json; x", `{}`, 415, "unsupported_media_type"},
		{"large", "application/json", `{"username": "` + strings.Repeat("x", 64<<10) + `"}`, 413, "body_too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			client.Header = http.Header{"Content-Type": {tt.contentType}}
			if tt.contentType == "" {
				client.Header = http.Header{"Content-Type": nil}
			}
			client.Post(t, "/users/login", tt.body).WantRefusal(t, tt.status, tt.code)
		})
	}
}

func TestRequestID(t *testing.T) {
	client := banktest.Start(t).Client()
	for _, sane := range []string{"a", "0aB-_.", strings.Repeat("x", 64)} {
		client.Header = http.Header{"X-Request-Id": {sane}}
		if got := client.Get(t, "/healthz").Header.Get("X-Request-Id"); got != sane {
			t.Errorf("request id %q, want %q", got, sane)
		}
	}
	seen := map[string]bool{}
	for _, bad := range []string{"", "a b", `a"b`, "a\tb", "ä", strings.Repeat("x", 65)} {
		client.Header = http.Header{"X-Request-Id": {bad}}
		got := client.Get(t, "/healthz").Header.Get("X-Request-Id")
		if got == bad || len(got) != 36 || seen[got] {
			t.Errorf("request id %q for %q", got, bad)
		}
		seen[got] = true
	}
}

func TestLog(t *testing.T) {
	server := banktest.Start(t)
	client := server.NewUser(t, "alice")
	client.Header = http.Header{"X-Request-Id": {"the-one"}}
	answer := client.Get(t, "/accounts/7?secret=hush")
	answer.WantRefusal(t, http.StatusNotFound, "account_not_found")
	server.Stop(t) // so that all is logged

	found := 0
	for _, line := range server.Log() {
		if line["request_id"] != "the-one" {
			continue
		}
		found++
		for name, want := range map[string]any{
			"msg": "request", "level": "INFO", "method": "GET", "route": "/accounts/:id", "status": 404.0, "user": "alice", "code": "account_not_found",
			"client_address": "127.0.0.1",
		} {
			if line[name] != want {
				t.Errorf("%s is %v, want %v", name, line[name], want)
			}
		}
		if got := line["bytes"]; got != float64(len(answer.Body)) {
			t.Errorf("bytes is %v, want %d", got, len(answer.Body))
		}
		if _, ok := line["duration"].(float64); !ok {
			t.Errorf("duration is %v", line["duration"])
		}
	}
	if found != 1 {
		t.Errorf("%d lines about the request, want 1, in %v", found, server.Log())
	}
	for _, line := range server.Log() {
		if msg, _ := line["msg"].(string); strings.HasPrefix(msg, "not JSON") {
			t.Errorf("log line: %s", msg)
		}
	}
}

// TestLogHasNoSecrets sends secrets in all places that have some, and bodies
// that are refused.
func TestLogHasNoSecrets(t *testing.T) {
	server := banktest.Start(t)
	client := server.NewUser(t, "alice")
	tokens := banktest.Decode[login](t, client.Post(t, "/users/login", object{"username": "alice", "password": banktest.Password}))
	client.Post(t, "/tokens/renew_access", object{"refresh_token": tokens.RefreshToken})
	client.Post(t, "/tokens/renew_access", object{"refresh_token": "hush" + tokens.RefreshToken})
	client.Post(t, "/users/login", object{"username": "alice", "password": "hush"})
	client.Post(t, "/users/login", `{"username": "alice", "password": hush}`)
	client.Post(t, "/users", object{"username": "alice", "password": "hush", "full_name": "hush", "email": "hush@example.com"})
	client.Post(t, "/users", object{"username": "alice", "password": "hush hush", "full_name": "hush", "email": "hush@example.com"})
	client.Token = "hush" + tokens.AccessToken
	client.Header = http.Header{"Cookie": {"hush"}, "X-Request-Id": {"hush hush"}, "User-Agent": {"hush"}}
	client.Get(t, "/accounts?page_id=hush")
	server.Stop(t) // so that all is logged

	log := fmt.Sprint(server.Log())
	for _, secret := range []string{"hush", banktest.Password, tokens.AccessToken, tokens.RefreshToken, banktest.TokenKey, server.Source} {
		if strings.Contains(log, secret) {
			t.Errorf("%q is in the log: %s", secret, log)
		}
	}
}

func TestLogOfUnknownRoutes(t *testing.T) {
	server := banktest.Start(t)
	client := server.Client()
	long := "/" + strings.Repeat("x", 1000)
	client.Get(t, "/nothing/here?secret=hush").WantRefusal(t, http.StatusNotFound, "route_not_found")
	client.Get(t, long).WantRefusal(t, http.StatusNotFound, "route_not_found")
	client.Get(t, "/users?secret=hush").WantRefusal(t, http.StatusMethodNotAllowed, "method_not_allowed")
	client.Get(t, "/healthz")
	server.Stop(t) // so that all is logged

	var got []any
	for _, line := range server.Log() {
		if line["msg"] == "request" {
			got = append(got, line["path"])
		}
	}
	if diff := cmp.Diff([]any{"/nothing/here", long[:200], "/users", nil}, got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}
