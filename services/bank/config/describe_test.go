package config_test

import (
	"strings"
	"testing"

	"example.com/simplebank/services/bank/config"
)

func TestDescribe(t *testing.T) {
	text := config.Describe[config.Server]()
	for _, want := range []string{
		"  DB_SOURCE (required)\n",
		"  HTTP_SERVER_ADDRESS (default 0.0.0.0:8080)\n",
		"  TOKEN_SYMMETRIC_KEY (required)\n",
		"  ACCESS_TOKEN_DURATION (default 15m)\n      lifetime of an access token\n      accepts a duration above zero, such as 15m\n",
		"  REFRESH_TOKEN_DURATION (default 24h)\n",
		"  ENVIRONMENT (default production)\n",
		"      or DB_SOURCE_FILE, the path of a file that holds it; one newline at its end does not count\n",
		"      or TOKEN_SYMMETRIC_KEY_FILE, ",
		"  LEDGER_KEY (required)\n",
		"      or LEDGER_KEY_FILE, ",
		"  LEDGER_TRUSTED_KEYS (optional)\n",
		"  METRICS_ADDRESS (optional)\n",
		"  MIGRATE_ON_START (default false)\n",
		"  SHUTDOWN_DELAY (default 0s)\n",
		"  LOGIN_LIMIT_BY_USER (default 10/1m)\n",
		"  TRUSTED_PROXIES (optional)\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}
