package bank

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestReadLog(t *testing.T) {
	const (
		request   = `{"level":"INFO","msg":"request","status":200}`
		listening = `{"level":"INFO","msg":"listening","address":"127.0.0.1:4711"}`
		metrics   = `{"level":"INFO","msg":"listening for Prometheus","address":"127.0.0.1:4712"}`
		failure   = `{"level":"ERROR","msg":"request","error":"no"}`
	)
	tests := []struct {
		name, log, address string
		failures           []string // of at most two
	}{
		{"empty", "", "", nil},
		{"not whole yet", request + "\n" + listening[:30], "", nil},
		{"another address", metrics + "\n" + listening + "\n", "127.0.0.1:4711", nil},
		{"not JSON", "panic\n" + listening + "\n", "127.0.0.1:4711", nil},
		{"failures", listening + "\n" + failure + "\n" + request + "\n" + failure + "\n" + failure + "\n", "127.0.0.1:4711", []string{failure, failure}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(name, []byte(tt.log), 0o600); err != nil {
				t.Fatal(err)
			}
			if address, err := readAddress(name, listens); address != tt.address || err != nil {
				t.Errorf("address %q, %v; want %q", address, err, tt.address)
			}
			if failures, err := readFailures(name, 2); !slices.Equal(failures, tt.failures) || err != nil {
				t.Errorf("failures %q, %v; want %q", failures, err, tt.failures)
			}
		})
	}
}
