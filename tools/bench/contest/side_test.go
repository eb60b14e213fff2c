package contest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/testbinary"
	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

// program is the bank, for tests.
var program bank.Program

func TestMain(m *testing.M) {
	path, remove, err := testbinary.Find("BANK_BINARY", "example.com/simplebank/services/bank")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = bank.Program(path)
	code := m.Run()
	if err := remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// TestFindings has a database tampered with after a run, and clients who were told more
// than there is.
func TestFindings(t *testing.T) {
	g, err := prepare(t.Context(), program, workload.MinAccounts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := g.close(); err != nil {
			t.Error(err)
		}
	}()
	w := workload.All[0]
	s, err := g.open(t.Context(), Contestants[0], w.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}()
	m, err := load.Closed(t.Context(), s.address, 2, 200*time.Millisecond, func(client int) *workload.Stream {
		return w.Stream(g.accounts, 1, uint64(client))
	})
	if err != nil {
		t.Fatal(err)
	}
	s.remember(m)
	if _, err := s.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := s.audit(t.Context())
	if err != nil || len(s.findings(b)) > 0 || b.Acknowledged == 0 {
		t.Fatalf("before anything was wrong: %+v, %v", b, err)
	}

	if _, err := s.db.Exec(`UPDATE users SET full_name = 'Mallory' WHERE username = 'user0000001'`); err != nil {
		t.Fatal(err)
	}
	s.remember(load.Measurement{
		Acknowledged: []load.Acknowledged{{ID: 1 << 40}},
		Wrong:        []string{"an answer that is wrong"},
	})
	if b, err = s.audit(t.Context()); err != nil {
		t.Fatal(err)
	}
	findings := s.findings(b)
	for _, want := range []string{"user0000001", "transfer 1099511627776", "an answer that is wrong"} {
		if !slices.ContainsFunc(findings, func(f string) bool {
			return strings.HasPrefix(f, "random-pairs group: ") && strings.Contains(f, want)
		}) {
			t.Errorf("%q is not in the findings %q", want, findings)
		}
	}
}
