package config_test

import (
	"os"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/config"
)

// write writes a file to the working directory.
func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSecretsFromFiles(t *testing.T) {
	for name, newline := range map[string]string{"with a newline": "\n", "without": ""} {
		t.Run(name, func(t *testing.T) {
			setenv(t, map[string]string{"DB_SOURCE_FILE": "source", "TOKEN_SYMMETRIC_KEY_FILE": "key", "LEDGER_KEY_FILE": "ledger"})
			write(t, "source", source+newline)
			write(t, "ledger", ledger+newline)
			write(t, "key", key+newline)
			c, err := config.Load[config.Server]()
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Source.Reveal(); got != source {
				t.Errorf("source %q, want %q", got, source)
			}
			if c.TokenKey == (config.Server{}).TokenKey {
				t.Error("there is no key")
			}
		})
	}
}

// TestOneNewlineDoesNotCount is of a key that ends in a newline.
func TestOneNewlineDoesNotCount(t *testing.T) {
	setenv(t, map[string]string{"DB_SOURCE": source, "TOKEN_SYMMETRIC_KEY_FILE": "key", "LEDGER_KEY": ledger})
	write(t, "key", key[:31]+"\n\n")
	if _, err := config.Load[config.Server](); err != nil {
		t.Error(err)
	}
}

func TestFileNamedInAppEnv(t *testing.T) {
	setenv(t, nil)
	write(t, config.File, "DB_SOURCE_FILE=source\n")
	write(t, "source", source)
	if _, err := config.Load[config.Database](); err != nil {
		t.Error(err)
	}
}

func TestWrongSecretFiles(t *testing.T) {
	tests := []struct {
		name      string
		variables map[string]string
		want      string
	}{
		{"both set", map[string]string{"DB_SOURCE_FILE": "good", "DB_SOURCE": source},
			"DB_SOURCE and DB_SOURCE_FILE are both set: set one of them"},
		{"not there", map[string]string{"DB_SOURCE_FILE": "nowhere"},
			"DB_SOURCE_FILE: open nowhere: no such file or directory"},
		{"a directory", map[string]string{"DB_SOURCE_FILE": "."}, "DB_SOURCE_FILE: read .: is a directory"},
		{"empty", map[string]string{"DB_SOURCE_FILE": "empty"}, "DB_SOURCE_FILE: read empty: it is empty"},
		{"a newline", map[string]string{"DB_SOURCE_FILE": "newline"}, "DB_SOURCE_FILE: read newline: it is empty"},
		{"endless", map[string]string{"DB_SOURCE_FILE": "/dev/zero"},
			"DB_SOURCE_FILE: read /dev/zero: it has more than 1048576 bytes"},
		{"malformed", map[string]string{"DB_SOURCE_FILE": "bad"},
			"DB_SOURCE of file bad is malformed: it must be a URL such as postgres://user:password@host:5432/bank?sslmode=disable"},
		{"no secret", map[string]string{"DB_SOURCE": source, "ENVIRONMENT_FILE": "nowhere"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.variables["TOKEN_SYMMETRIC_KEY"], tt.variables["LEDGER_KEY"] = key, ledger
			setenv(t, tt.variables)
			write(t, "good", source)
			write(t, "bad", "hush")
			write(t, "empty", "")
			write(t, "newline", "\n")
			_, err := config.Load[config.Server]()
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("Load: %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestAllFilesAtOnce(t *testing.T) {
	setenv(t, map[string]string{
		"DB_SOURCE_FILE": "nowhere", "TOKEN_SYMMETRIC_KEY_FILE": "nowhere", "LEDGER_KEY": ledger, "ENVIRONMENT": "staging",
	})
	_, err := config.Load[config.Server]()
	if err == nil || len(strings.Split(err.Error(), "\n")) != 3 || strings.Contains(err.Error(), "not set") {
		t.Errorf("Load: %v", err)
	}
}
