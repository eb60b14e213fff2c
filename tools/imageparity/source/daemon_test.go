package source

import (
	"strings"
	"testing"
)

func TestWithTag(t *testing.T) {
	for image, want := range map[string]string{
		"bank":                   "bank:latest",
		"bank:1":                 "bank:1",
		"localhost:5000/bank":    "localhost:5000/bank:latest",
		"localhost:5000/bank:1":  "localhost:5000/bank:1",
		"team/bank@sha256:abcd":  "team/bank@sha256:abcd",
		"sha256:abcd":            "sha256:abcd",
		"localhost:5000/a/b/c.d": "localhost:5000/a/b/c.d:latest",
	} {
		if got := withTag(image); got != want {
			t.Errorf("%s: got %s, want %s", image, got, want)
		}
	}
}

func TestNewClient(t *testing.T) {
	t.Setenv("DOCKER_TLS_VERIFY", "")
	for host, want := range map[string]string{
		"unix:///run/docker.sock":   "http://docker",
		"tcp://127.0.0.1:2375":      "http://127.0.0.1:2375",
		"http://127.0.0.1:2375/":    "http://127.0.0.1:2375",
		"https://127.0.0.1:2376":    "",
		"ssh://host":                "",
		"npipe:////./pipe/docker":   "",
		"/run/docker.sock":          "",
		"unix://":                   "",
		"tcp://127.0.0.1:2375/base": "http://127.0.0.1:2375/base",
	} {
		_, base, err := newClient(host)
		if base != want || (err != nil) != (want == "") {
			t.Errorf("%s: got %q, %v, want %q", host, base, err, want)
		}
		if err != nil && !strings.Contains(err.Error(), "accepted are unix://PATH") {
			t.Errorf("%s: %v", host, err)
		}
	}
	t.Setenv("DOCKER_TLS_VERIFY", "1")
	if _, _, err := newClient("tcp://127.0.0.1:2376"); err == nil || !strings.Contains(err.Error(), "without TLS") {
		t.Errorf("TLS: got %v", err)
	}
}
