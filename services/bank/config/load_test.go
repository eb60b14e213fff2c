package config_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/ratelimit"
	"example.com/simplebank/services/bank/config"
)

const (
	source = "postgres://bank:hush@db.example.com:5432/bank"
	key    = "0123456789abcdef0123456789abcdef"
	ledger = "PRIVATE+KEY+ledger.bank.example+7d5dd3e8+AXbHEaPy7WkVZ7M/BoCRRpVV6BQRYjEW8qQoslVfKUW5"
	// verifier verifies what ledger signs.
	verifier = "ledger.bank.example+7d5dd3e8+AceGUdA1ZHN4T6BeRDCE49tzK/VKFu1Fn+RkmosanFjT"
)

// setenv sets these variables and no other of ours, in an empty directory.
func setenv(t *testing.T, variables map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range []string{
		"DB_SOURCE", "DB_READ_SOURCE", "HTTP_SERVER_ADDRESS", "TOKEN_SYMMETRIC_KEY", "ACCESS_TOKEN_DURATION",
		"REFRESH_TOKEN_DURATION", "ENVIRONMENT", "MIGRATE_ON_START", "SHUTDOWN_DELAY",
		"LOGIN_LIMIT_BY_USER", "LOGIN_LIMIT_BY_ADDRESS", "WRITE_LIMIT_BY_USER", "WRITE_LIMIT_BY_ADDRESS", "TRUSTED_PROXIES",
		"METRICS_ADDRESS", "METRICS_PPROF", "DB_SSL_ROOT_CERT", "LEDGER_KEY", "LEDGER_TRUSTED_KEYS",
	} {
		t.Setenv(name, "")
		t.Setenv(name+"_FILE", "")
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
}

func TestDefaults(t *testing.T) {
	setenv(t, map[string]string{"DB_SOURCE": source, "TOKEN_SYMMETRIC_KEY": key, "LEDGER_KEY": ledger})
	c, err := config.Load[config.Server]()
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Source.Reveal(); got != source {
		t.Errorf("source %q, want %q", got, source)
	}
	if got := c.Address.String(); got != "0.0.0.0:8080" {
		t.Errorf("address %q", got)
	}
	if c.AccessDuration != config.Lifetime(15*time.Minute) || c.RefreshDuration != config.Lifetime(24*time.Hour) {
		t.Errorf("lifetimes %d and %d", c.AccessDuration, c.RefreshDuration)
	}
	if got, want := c.LoginsByUser, (ratelimit.Rate{Count: 10, Per: time.Minute}); got != want || c.TrustedProxies != nil {
		t.Errorf("%s log-ins of a user, proxies %s", got, c.TrustedProxies)
	}
	if c.Environment != config.Production || c.MigrateOnStart || c.ShutdownDelay != 0 {
		t.Errorf("got %+v", c)
	}
}

func TestEnvironmentWinsOverFile(t *testing.T) {
	setenv(t, map[string]string{"ACCESS_TOKEN_DURATION": "1m"})
	file := "DB_SOURCE=" + source + "\nTOKEN_SYMMETRIC_KEY=" + key + "\nLEDGER_KEY=" + ledger + "\nACCESS_TOKEN_DURATION=2m\nREFRESH_TOKEN_DURATION=3m\n"
	if err := os.WriteFile(config.File, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load[config.Server]()
	if err != nil {
		t.Fatal(err)
	}
	if c.AccessDuration != config.Lifetime(time.Minute) || c.RefreshDuration != config.Lifetime(3*time.Minute) {
		t.Errorf("lifetimes %d and %d", c.AccessDuration, c.RefreshDuration)
	}
}

func TestBrokenFileIsNotShown(t *testing.T) {
	setenv(t, nil)
	if err := os.WriteFile(config.File, []byte("hush hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load[config.Database]()
	if err == nil || !strings.Contains(err.Error(), config.File) || strings.Contains(err.Error(), "hush") {
		t.Errorf("Load: %v", err)
	}
}

func TestFileThatCannotBeRead(t *testing.T) {
	setenv(t, map[string]string{"DB_SOURCE": source})
	if err := os.Mkdir(config.File, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load[config.Database]()
	if err == nil || !strings.Contains(err.Error(), config.File+" cannot be read: is a directory") {
		t.Errorf("Load: %v", err)
	}
}

// TestWrongVariablesOfDriver is of variables that are not ours, but that the
// PostgreSQL driver reads.
func TestWrongVariablesOfDriver(t *testing.T) {
	for name, value := range map[string]string{
		"PGPORT": "hush", "PGSSLMODE": "hush", "PGCONNECT_TIMEOUT": "hush", "PGREQUIREAUTH": "hush",
	} {
		t.Run(name, func(t *testing.T) {
			setenv(t, map[string]string{"DB_SOURCE": source})
			t.Setenv(name, value)
			_, err := config.Load[config.Database]()
			if err == nil || !strings.HasPrefix(err.Error(), name+" is malformed or not supported") ||
				strings.Contains(err.Error(), "hush") {
				t.Errorf("Load: %v", err)
			}
		})
	}
}

func TestDatabaseNeedsNothingElse(t *testing.T) {
	setenv(t, map[string]string{"DB_SOURCE": source, "TOKEN_SYMMETRIC_KEY": "short"})
	if _, err := config.Load[config.Database](); err != nil {
		t.Error(err)
	}
}

func TestMissingVariables(t *testing.T) {
	setenv(t, nil)
	_, err := config.Load[config.Server]()
	const want = "DB_SOURCE is not set: it must be a URL such as postgres://user:password@host:5432/bank?sslmode=disable\n" +
		"TOKEN_SYMMETRIC_KEY is not set: it must be exactly 32 bytes, such as 32 ASCII characters\n" +
		"LEDGER_KEY is not set: it must be a signer's key as bank ledger-key prints one, PRIVATE+KEY+NAME+..."
	if err == nil || err.Error() != want {
		t.Errorf("Load: %v\nwant %s", err, want)
	}
}

func TestMalformedVariables(t *testing.T) {
	tests := []struct{ name, value, accepts string }{
		{"DB_SOURCE", "postgres://bank:hush@host:notaport/bank", "a URL such as"},
		{"DB_SOURCE", "hush", "a URL such as"},
		{"TOKEN_SYMMETRIC_KEY", "hush", "exactly 32 bytes, such as 32 ASCII characters"},
		{"TOKEN_SYMMETRIC_KEY", key + "x", "exactly 32 bytes, such as 32 ASCII characters"},
		{"TOKEN_SYMMETRIC_KEY", strings.Repeat("ü", 32), "exactly 32 bytes"},
		{"LEDGER_KEY", "hush", "a signer's key as bank ledger-key prints one"},
		{"LEDGER_KEY", verifier, "a signer's key"},
		{"LEDGER_TRUSTED_KEYS", ledger, "verifiers' keys as bank ledger-key prints them"},
		{"HTTP_SERVER_ADDRESS", "8080", "host:port"},
		{"HTTP_SERVER_ADDRESS", ":http", "host:port"},
		{"HTTP_SERVER_ADDRESS", ":65536", "host:port"},
		{"ACCESS_TOKEN_DURATION", "15", "a duration above zero"},
		{"ACCESS_TOKEN_DURATION", "0s", "a duration above zero"},
		{"REFRESH_TOKEN_DURATION", "-1h", "a duration above zero"},
		{"SHUTDOWN_DELAY", "soon", "a duration from 0s to 10s"},
		{"SHUTDOWN_DELAY", "-1s", "a duration from 0s to 10s"},
		{"SHUTDOWN_DELAY", "10001ms", "a duration from 0s to 10s"},
		{"MIGRATE_ON_START", "maybe", "true or false"},
		{"LOGIN_LIMIT_BY_USER", "10", "a count and a duration such as 10/1m"},
		{"LOGIN_LIMIT_BY_ADDRESS", "0/1m", "a count and a duration"},
		{"WRITE_LIMIT_BY_USER", "none", "a count and a duration"},
		{"WRITE_LIMIT_BY_ADDRESS", "5/0s", "a count and a duration"},
		{"TRUSTED_PROXIES", "proxy", "IP addresses and networks"},
		{"TRUSTED_PROXIES", "10.0.0.0/8,", "IP addresses and networks"},
		{"DB_SSL_ROOT_CERT", "hush", "certificates in PEM"},
		{"DB_SSL_ROOT_CERT", "-----BEGIN PRIVATE KEY-----\naHVzaA==\n-----END PRIVATE KEY-----\n", "certificates in PEM"},
		{"DB_SSL_ROOT_CERT", "-----BEGIN CERTIFICATE-----\naHVzaA==\n-----END CERTIFICATE-----\n", "certificates in PEM"},
		{"METRICS_ADDRESS", "9090", "host:port"},
		{"METRICS_PPROF", "maybe", "true or false"},
		{"ENVIRONMENT", "staging", "production or development"},
	}
	for _, tt := range tests {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			variables := map[string]string{"DB_SOURCE": source, "TOKEN_SYMMETRIC_KEY": key, "LEDGER_KEY": ledger}
			variables[tt.name] = tt.value
			setenv(t, variables)
			_, err := config.Load[config.Server]()
			if err == nil {
				t.Fatal("the value was taken")
			}
			message := err.Error()
			if !strings.HasPrefix(message, tt.name+" is malformed: it must be "+tt.accepts) || strings.Contains(message, "\n") {
				t.Errorf("message %q", message)
			}
			if strings.Contains(message, "hush") || strings.Contains(message, key) || strings.Contains(message, ledger) {
				t.Errorf("message %q shows a secret", message)
			}
		})
	}
}

func TestProfilesNeedAnAddress(t *testing.T) {
	variables := map[string]string{"DB_SOURCE": source, "TOKEN_SYMMETRIC_KEY": key, "LEDGER_KEY": ledger, "METRICS_PPROF": "true"}
	setenv(t, variables)
	if _, err := config.Load[config.Server](); err == nil || !strings.Contains(err.Error(), "METRICS_ADDRESS is not set") {
		t.Errorf("Load: %v", err)
	}
	variables["METRICS_ADDRESS"] = "127.0.0.1:9090"
	setenv(t, variables)
	if _, err := config.Load[config.Server](); err != nil {
		t.Error(err)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	setenv(t, map[string]string{"ENVIRONMENT": "staging", "ACCESS_TOKEN_DURATION": "x", "MIGRATE_ON_START": "x"})
	_, err := config.Load[config.Server]()
	if err == nil {
		t.Fatal("the configuration was taken")
	}
	for _, name := range []string{"DB_SOURCE", "TOKEN_SYMMETRIC_KEY", "LEDGER_KEY", "ENVIRONMENT", "ACCESS_TOKEN_DURATION", "MIGRATE_ON_START"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in:\n%v", name, err)
		}
	}
}
