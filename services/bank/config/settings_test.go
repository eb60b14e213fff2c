package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/config"
)

func TestSettings(t *testing.T) {
	setenv(t, map[string]string{
		"DB_SOURCE": source, "TOKEN_SYMMETRIC_KEY_FILE": "key", "LEDGER_KEY": ledger, "LEDGER_TRUSTED_KEYS": verifier, "ACCESS_TOKEN_DURATION": "90s", "PGSSLMODE": "verify-full",
	})
	write(t, config.File, "ENVIRONMENT=development\nACCESS_TOKEN_DURATION=1s\nSHUTDOWN_DELAY=\n")
	write(t, "key", key)
	got, err := config.Settings[config.Server]()
	if err != nil {
		t.Fatal(err)
	}
	want := []config.Setting{
		{"DB_SOURCE", "host=db.example.com:5432 database=bank user=bank sslmode=verify-full", "environment"},
		{"DB_SSL_ROOT_CERT", "", "default"},
		{"DB_READ_SOURCE", "", "default"},
		{"HTTP_SERVER_ADDRESS", "0.0.0.0:8080", "default"},
		{"LOGIN_LIMIT_BY_USER", "10/1m0s", "default"},
		{"LOGIN_LIMIT_BY_ADDRESS", "60/1m0s", "default"},
		{"WRITE_LIMIT_BY_USER", "600/1m0s", "default"},
		{"WRITE_LIMIT_BY_ADDRESS", "3000/1m0s", "default"},
		{"TRUSTED_PROXIES", "", "default"},
		{"MIGRATE_ON_START", "false", "default"},
		{"TOKEN_SYMMETRIC_KEY", "[secret]", "file key"},
		{"LEDGER_KEY", "[secret], verified by " + verifier, "environment"},
		{"LEDGER_TRUSTED_KEYS", verifier[:len("ledger.bank.example+00000000")], "environment"},
		{"ACCESS_TOKEN_DURATION", "1m30s", "environment"},
		{"REFRESH_TOKEN_DURATION", "24h0m0s", "default"},
		{Name: "GROUP_TRANSFERS", Value: "true", Origin: "default"},
		{"SHUTDOWN_DELAY", "0s", "default"},
		{"METRICS_ADDRESS", "", "default"},
		{"METRICS_PPROF", "false", "default"},
		{"ENVIRONMENT", "development", "app.env"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

func TestSummaryOfSource(t *testing.T) {
	for source, want := range map[string]string{
		"postgres://bank:hush@a,b/bank?port=1,2&sslmode=disable":                "host=a:1,b:2 database=bank user=bank sslmode=disable",
		"postgres://host/bank?user=bank&password=hush&options=-chush&x=hush":    "host=host:5432 database=bank user=bank sslmode=require",
		"host=host user=bank password=hush dbname=bank sslmode=prefer":          "host=host:5432 database=bank user=bank sslmode=prefer",
		"postgres://bank@host/bank?sslinline=true&sslkey=hush&sslcert=hush&x=y": "host=host:5432 database=bank user=bank sslmode=require",
	} {
		var s config.Source
		if err := s.UnmarshalText([]byte(source)); err != nil {
			t.Fatal(err)
		}
		if got := s.Summary(); got != want {
			t.Errorf("%s is summarized as %s, want %s", source, got, want)
		}
	}
}
