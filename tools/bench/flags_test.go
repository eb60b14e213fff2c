package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

func TestFlags(t *testing.T) {
	c, err := parse(nil, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	o := c.options
	if len(o.Workloads) != len(workload.All) || len(o.Contestants) != 2 || o.Contestants[1].Name != "transfer-at-a-time" ||
		o.Rounds != 5 || o.Duration != 3*time.Second || o.Clients != 256 || o.Accounts != 1000 || o.Rate != 0 || o.Arrivals != load.Poisson {
		t.Errorf("defaults are %+v", o)
	}
	c, err = parse([]string{"--workloads", "reads", "--rate=250.5", "--json", "a.json", "--chart", "a.svg", "--arrivals", "constant"}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if c.options.Workloads[0].Name != "reads" || c.options.Rate != 250.5 || c.json != "a.json" || c.chart != "a.svg" || c.options.Arrivals != load.Constant {
		t.Errorf("command is %+v", c)
	}
}

func TestWrongFlags(t *testing.T) {
	tests := []struct{ args, want string }{
		{"--workloads nothing", "--workloads: there is no workload \"nothing\": the workloads are random-pairs"},
		{"--contestants nobody", "--contestants: there is no contestant \"nobody\": the contestants are group"},
		{"--rounds 0", "--rounds must be from 1 to 100"},
		{"--duration 1ms", "--duration must be from 100ms to 10m0s"},
		{"--duration 5", "invalid value \"5\" for flag -duration"},
		{"--clients 1001", "--clients must be from 1 to 1000"},
		{"--accounts 199", "--accounts must be from 200 to 1000000"},
		{"--rate -1", "--rate must be 0, for what the last contestant does, or from 1"},
		{"--rate NaN", "--rate must be"},
		{"--arrivals bursts", "--arrivals must be poisson or constant"},
		{"--bank no/such/program", "--bank must be a program"},
		{"--unknown", "flag provided but not defined"},
		{"random-pairs", "unexpected argument \"random-pairs\""},
	}
	for _, tt := range tests {
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), strings.Fields(tt.args), &stdout, &stderr)
		if status != exitUsage || !strings.Contains(stderr.String(), tt.want) || strings.Count(stderr.String(), "\n") != 1 || stdout.Len() > 0 {
			t.Errorf("%s: status %d, %s%s; want %q", tt.args, status, stdout.String(), stderr.String(), tt.want)
		}
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"--help"}, &stdout, &stderr); status != exitDone || !strings.Contains(stderr.String(), "-workloads names") {
		t.Errorf("status %d: %s", status, stderr.String())
	}
}
