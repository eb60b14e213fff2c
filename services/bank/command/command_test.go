package command_test

import (
	"strings"
	"testing"
)

func TestUsageErrors(t *testing.T) {
	tests := []struct {
		args  string
		words string // what is accepted
	}{
		{"", "usage: bank COMMAND"},
		{"nothing", "migrate up|down|version"},
		{"serve now", "usage: bank serve"},
		{"serve --port=80", "usage: bank serve"},
		{"migrate", "up, down or version"},
		{"migrate sideways", "up, down or version"},
		{"migrate up down", "up, down or version"},
		{"healthcheck now", "usage: bank healthcheck"},
		{"config now", "usage: bank config [--json]"},
		{"config --yaml", "usage: bank config [--json]"},
		{"doctor --all", "usage: bank doctor [--json]"},
		{"ledger-key", "the name of the log"},
		{"ledger-key a b", "usage: bank ledger-key NAME [--json]"},
		{"ledger-key a+b", "a name without spaces"},
		{"verify-receipt", "usage: bank verify-receipt FILE --key KEY [--json]"},
		{"verify-receipt file", "and --key"},
		{"verify-receipt file --key", "flag needs an argument"},
		{"verify-receipt file --key hush", "--key must be a verifier's key"},
		{"verify-receipt file more --key hush", "it takes one argument"},
		{"audit --all", "usage: bank audit [--key KEY] [--checkpoint FILE] [--json] [--quiet]"},
		{"audit now", "usage: bank audit [--key KEY] [--checkpoint FILE] [--json] [--quiet]"},
		{"selftest now", "it takes no arguments"},
		{"selftest --all", "usage: bank selftest [flags]"},
		{"selftest --rate -1", "flag -rate: it must be a whole number from 0 to 100000"},
		{"selftest --rate 1.5", "flag -rate: it must be a whole number from 0 to 100000"},
		{"selftest --clients 0", "flag -clients: it must be a whole number from 1 to 1000"},
		{"selftest --accounts 1", "flag -accounts: it must be a whole number from 2 to 100000"},
		{"selftest --duration 1", "flag -duration: it must be a duration from 1s to 10m"},
		{"selftest --duration 11m", "flag -duration: it must be a duration from 1s to 10m"},
		{"selftest --workload cold", "flag -workload: it must be random or hot"},
		{"version --json", "usage: bank version"},
		{"version 2", "usage: bank version"},
		{"user", "usage: bank user role NAME ROLE"},
		{"user role alice", "usage: bank user role NAME ROLE"},
		{"user name alice banker", "usage: bank user role NAME ROLE"},
		{"user role alice king", "role must be depositor, banker or auditor"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			got := run(t, nil, strings.Fields(tt.args)...)
			if got.status != 2 || !strings.Contains(got.stderr, tt.words) || got.stdout != "" {
				t.Errorf("got %+v, want status 2 and %q on stderr", got, tt.words)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for args, words := range map[string]string{
		"help":               "bank serve --help",
		"--help":             "healthcheck",
		"-h":                 "user role NAME ROLE",
		"serve --help":       "TOKEN_SYMMETRIC_KEY (required)",
		"serve -h":           "ACCESS_TOKEN_DURATION (default 15m)",
		"migrate --help":     "DB_SOURCE (required)",
		"user --help":        "DB_SOURCE (required)",
		"healthcheck --help": "HTTP_SERVER_ADDRESS (default 0.0.0.0:8080)",
		"doctor --help":      "exit status is 0",
		"audit --help":       "2 if it could not be done",
		"selftest --help":    "--rate N",
		"config --help":      "DB_SOURCE_FILE",
		"ledger-key --help":  "for LEDGER_KEY",
		"verify-receipt -h":  "exit status is 0",
		"login --help":       "--insecure-http",
		"version --help":     "usage: bank version",
	} {
		got := run(t, nil, strings.Fields(args)...)
		if got.status != 0 || !strings.Contains(got.stdout, words) || got.stderr != "" {
			t.Errorf("%s: got %+v, want status 0 and %q on stdout", args, got, words)
		}
	}
	if help := run(t, nil, "migrate", "--help").stdout; strings.Contains(help, "TOKEN_SYMMETRIC_KEY") {
		t.Errorf("the help tells of variables that do not matter:\n%s", help)
	}
}
