package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/growth"
)

func TestGrowthFlags(t *testing.T) {
	c, err := parseGrowth(nil, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	want := []growth.Series{
		{Name: "transfers stored", Sizes: []growth.Size{{Transfers: 1000, Accounts: 100}, {Transfers: 100_000, Accounts: 100}, {Transfers: 10_000_000, Accounts: 100}}},
		{Name: "accounts", Sizes: []growth.Size{{Transfers: 2_000_000, Accounts: 100}, {Transfers: 2_000_000, Accounts: 10_000}, {Transfers: 2_000_000, Accounts: 1_000_000}}},
	}
	if !slices.EqualFunc(c.options.Series, want, func(a, b growth.Series) bool { return a.Name == b.Name && slices.Equal(a.Sizes, b.Sizes) }) {
		t.Errorf("defaults are %+v", c.options)
	}
	c, err = parseGrowth([]string{"--stored=", "--accounts", "1e3, 100", "--accounts-stored", "1e4", "--json", "a.json",
		"--setting", "shared_buffers=4GB", "--setting", "jit=off"}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if s := c.options.Series; len(s) != 1 || s[0].Sizes[0] != (growth.Size{Transfers: 10_000, Accounts: 100}) || c.json != "a.json" ||
		!slices.Equal(c.options.Settings, []string{"shared_buffers=4GB", "jit=off"}) {
		t.Errorf("command is %+v", c)
	}
}

func TestWrongGrowthFlags(t *testing.T) {
	tests := []struct{ args, want string }{
		{"--stored 1e2", "--stored must be from 840 to 1000000000, such as 1000 or 1e3, not \"1e2\""},
		{"--stored 1e3,x", "--stored must be from 840"},
		{"--stored 1000.5", "--stored must be from 840"},
		{"--stored 1e3,1000", "--stored must name each number once"},
		{"--stored 1e3 --stored-accounts 1e3", "--stored must be at least 1800 for 1000 accounts"},
		{"--stored-accounts 9", "--stored-accounts must be from 40 to 1000000"},
		{"--accounts 1e7", "--accounts must be from 40 to 1000000"},
		{"--accounts 1e4 --accounts-stored 1e4", "--accounts-stored must be from 10800"},
		{"--stored= --accounts=", "--stored or --accounts must have numbers"},
		{"--stored 1e3,2e3,3e3,4e3,5e3,6e3,7e3,8e3,9e3", "--stored and --accounts must each have 8 numbers at most"},
		{"--audit-up-to many", "--audit-up-to must be from 0"},
		{"--rounds 0", "--rounds must be from 1 to 100"},
		{"--duration 1ms", "--duration must be from 100ms to 10m0s"},
		{"--clients 0", "--clients must be from 1 to 1000"},
		{"--setting shared_buffers", "invalid value \"shared_buffers\" for flag -setting: must be name=value"},
		{"--bank no/such/program", "--bank must be a program"},
		{"1e3", "unexpected argument \"1e3\""},
	}
	for _, tt := range tests {
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), append([]string{"growth"}, strings.Fields(tt.args)...), &stdout, &stderr)
		if status != exitUsage || !strings.Contains(stderr.String(), tt.want) || strings.Count(stderr.String(), "\n") != 1 || stdout.Len() > 0 {
			t.Errorf("%s: status %d, %s%s; want %q", tt.args, status, stdout.String(), stderr.String(), tt.want)
		}
	}
}

func TestGrowthHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"growth", "--help"}, &stdout, &stderr); status != exitDone || !strings.Contains(stderr.String(), "-stored numbers") {
		t.Errorf("status %d: %s", status, stderr.String())
	}
}

// TestGrowthCommand is of the whole, from the command line to the file.
func TestGrowthCommand(t *testing.T) {
	data := filepath.Join(t.TempDir(), "growth.json")
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{
		"growth", "--bank", program, "--stored", "840", "--stored-accounts", "40", "--accounts=", "--rounds", "1", "--duration", "150ms",
		"--clients", "4", "--json", data,
	}, &stdout, &stderr)
	if status != exitDone || !strings.Contains(stdout.String(), "statement") || !strings.Contains(stdout.String(), "bank audit is clean") {
		t.Fatalf("status %d:\n%s%s", status, stdout.String(), stderr.String())
	}
	text, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	var r growth.Result
	if err := json.Unmarshal(text, &r); err != nil || len(r.Series) != 1 || len(r.Series[0].Rounds) == 0 {
		t.Errorf("result %+v, %v", r, err)
	}
}
