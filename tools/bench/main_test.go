package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/simplebank/libs/testbinary"
	"example.com/simplebank/tools/bench/contest"
)

// program is the bank, for tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(testbinary.Run(m, &program, "BANK_BINARY", "example.com/simplebank/services/bank"))
}

// TestBench is of the whole: a real PostgreSQL, real servers, and their books.
func TestBench(t *testing.T) {
	dir := t.TempDir()
	data, chart := filepath.Join(dir, "bench.json"), filepath.Join(dir, "bench.svg")
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), []string{
		"--bank", program, "--workloads", "hot-receiver,idempotent", "--rounds", "1", "--duration", "300ms",
		"--clients", "8", "--accounts", "200", "--json", data, "--chart", chart,
	}, &stdout, &stderr)
	if status != exitDone {
		t.Fatalf("status %d:\n%s%s", status, stdout.String(), stderr.String())
	}
	for _, want := range []string{"hot-receiver", "idempotent", "transfer-at-a-time", "bank audit is clean", "fsync=on"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("%q is not in the output:\n%s", want, stdout.String())
		}
	}
	if !strings.Contains(stderr.String(), "left  idempotent, closed 1/1, group: ") {
		t.Errorf("progress:\n%s", stderr.String())
	}
	checkResult(t, data)
	checkXML(t, chart)
}

// TestNothingIsShownOfAWrongBank is of findings in the end.
func TestNothingIsShownOfAWrongBank(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	var stdout bytes.Buffer
	err := show(contest.Result{Findings: []string{"reads group: transfer 7 is missing"}}, command{json: name, chart: name}, &stdout)
	if err == nil || !strings.Contains(err.Error(), "transfer 7 is missing") {
		t.Errorf("error %v", err)
	}
	if _, statErr := os.Stat(name); stdout.Len() > 0 || !errors.Is(statErr, os.ErrNotExist) {
		t.Errorf("shown all the same: %s, file: %v", stdout.String(), statErr)
	}
}

func checkResult(t *testing.T, name string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var r contest.Result
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Workloads) != 2 || len(r.Findings) > 0 || r.Machine.PostgreSQL == "" || r.Machine.Bank.Version == "" ||
		r.Machine.DatabaseSettings["synchronous_commit"] != "on" {
		t.Errorf("result %+v", r)
	}
	for _, w := range r.Workloads {
		if len(w.Rounds) != 6 || w.OpenRate == 0 {
			t.Errorf("%s: %d measurements, want two sides in three phases", w.Name, len(w.Rounds))
		}
		for _, c := range r.Contestants {
			f, b := w.Figures[c.Name], w.Books[c.Name]
			if f.Rate == 0 || f.OpenP99 == 0 || f.LightP50 == 0 || f.Lost > 0 {
				t.Errorf("%s, %s: figures %+v", w.Name, c.Name, f)
			}
			if b.Audit != "clean" || b.Acknowledged == 0 || b.Transfers != b.Acknowledged || len(b.Failures) > 0 {
				t.Errorf("%s, %s: books %+v", w.Name, c.Name, b)
			}
		}
		ratios := w.Ratios["group"]
		if ratios.Rate.Rounds != 1 || ratios.OpenP99.Rounds != 1 || ratios.LightP50.Rounds != 1 {
			t.Errorf("%s: ratios %+v", w.Name, ratios)
		}
	}
}

func checkXML(t *testing.T, name string) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for decoder := xml.NewDecoder(file); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
