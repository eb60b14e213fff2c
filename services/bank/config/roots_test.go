package config_test

import (
	"regexp"
	"strings"
	"testing"

	"example.com/simplebank/libs/postgres/throwaway"
	"example.com/simplebank/services/bank/config"
)

func TestRoots(t *testing.T) {
	certificate, err := throwaway.NewCertificate("db.example.com")
	if err != nil {
		t.Fatal(err)
	}
	for mode, words := range map[string]string{
		"?sslmode=verify-full": "", "?sslmode=verify-ca": "",
		"?sslmode=require": "sslmode=require does not verify the server", "": "sslmode=require does not verify the server",
		"?sslmode=disable": "must be verify-full", "?sslmode=verify-full&sslrootcert=/hush": "an sslrootcert of its own",
	} {
		setenv(t, map[string]string{
			"DB_SOURCE": source + mode, "TOKEN_SYMMETRIC_KEY": key, "LEDGER_KEY": ledger, "DB_SSL_ROOT_CERT": string(certificate.Root),
		})
		_, err := config.Load[config.Server]()
		if words == "" && err != nil {
			t.Errorf("%q: %v", mode, err)
		}
		if words != "" && (err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "hush")) {
			t.Errorf("%q: %v, want %q", mode, err, words)
		}
	}

	setenv(t, map[string]string{
		"DB_SOURCE": source + "?sslmode=verify-full", "DB_READ_SOURCE": source + "?sslmode=disable",
		"TOKEN_SYMMETRIC_KEY": key, "LEDGER_KEY": ledger, "DB_SSL_ROOT_CERT": string(certificate.Root),
	})
	if _, err := config.Load[config.Server](); err == nil || !strings.Contains(err.Error(), "DB_READ_SOURCE does not go with DB_SSL_ROOT_CERT") {
		t.Errorf("a standby without TLS: %v", err)
	}

	setenv(t, map[string]string{"DB_SOURCE": source + "?sslmode=verify-full", "DB_SSL_ROOT_CERT_FILE": "root"})
	write(t, "root", string(certificate.Root))
	settings, err := config.Settings[config.Database]()
	if err != nil {
		t.Fatal(err)
	}
	if got := settings[0].Value; !strings.HasSuffix(got, " sslmode=verify-full") {
		t.Errorf("source %q", got)
	}
	if got := settings[1].Value; !regexp.MustCompile(`^CN=throwaway authority until \d{4}-\d\d-\d\d$`).MatchString(got) {
		t.Errorf("roots %q", got)
	}

	write(t, "root", strings.Repeat(string(certificate.Root), 5))
	if settings, err = config.Settings[config.Database](); err != nil || settings[1].Value != "5 certificates" {
		t.Errorf("settings %v, %v", settings, err)
	}
}
