package ground_test

import (
	"database/sql"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/testbinary"
	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

// program is the bank, for tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(testbinary.Run(m, &program, "BANK_BINARY", "example.com/simplebank/services/bank"))
}

// TestFindings has a database tampered with after a run, and clients who were told more
// than there is.
func TestFindings(t *testing.T) {
	const database = "of users"
	g, s, accounts := open(t, database, ground.Setup{})
	audited(t, s, workload.All[0], accounts, 200*time.Millisecond)

	db, err := sql.Open("postgres", g.Source(database))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE users SET full_name = 'Mallory' WHERE username = 'user0000001'`); err != nil {
		t.Fatal(err)
	}
	s.Remember(load.Measurement{
		Acknowledged: []load.Acknowledged{{ID: 1 << 40}},
		Wrong:        []string{"an answer that is wrong"},
	})
	b, err := s.Audit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	findings := s.Findings(b)
	for _, want := range []string{"user0000001", "transfer 1099511627776", "an answer that is wrong"} {
		if !slices.ContainsFunc(findings, func(f string) bool {
			return strings.HasPrefix(f, database+": ") && strings.Contains(f, want)
		}) {
			t.Errorf("%q is not in the findings %q", want, findings)
		}
	}
}

// TestStandby has statements read from it, each up to the moment in which it is asked for.
func TestStandby(t *testing.T) {
	_, s, accounts := open(t, "followed", ground.Setup{Standby: true})
	statements, err := workload.Find("statements")
	if err != nil {
		t.Fatal(err)
	}
	b := audited(t, s, statements[0], accounts, time.Second)
	if b.StandbyReads.Answered == 0 {
		t.Errorf("nothing was read from the standby: %+v", b.StandbyReads)
	}
	*b.StandbyReads = bank.StandbyReads{Missed: 7}
	if found := s.Findings(b); len(found) != 1 || !strings.Contains(found[0], "of 7 reads none") {
		t.Errorf("that the standby answered nothing is not found: %q", found)
	}
}

// open returns a server of a database with the fewest accounts that will do, for the test.
func open(t *testing.T, database string, setup ground.Setup) (*ground.Ground, *ground.Side, []workload.Account) {
	t.Helper()
	g, err := ground.Start(t.Context(), bank.Program(program))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	accounts, err := g.Make(t.Context(), database, workload.MinAccounts)
	if err != nil {
		t.Fatal(err)
	}
	s, err := g.Open(t.Context(), database, setup)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return g, s, accounts
}

// audited has two clients at work, and returns what the books are then: in order.
func audited(t *testing.T, s *ground.Side, w workload.Workload, accounts []workload.Account, duration time.Duration) ground.Books {
	t.Helper()
	m, err := load.Closed(t.Context(), s.Address, 2, duration, func(client int) load.Stream {
		return w.Stream(accounts, 1, uint64(client))
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Remember(m)
	if _, err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := s.Audit(t.Context())
	if err != nil || len(s.Findings(b)) > 0 || b.Acknowledged == 0 || len(b.Failures) > 0 {
		t.Fatalf("%+v, %q, %v", b, s.Findings(b), err)
	}
	return b
}
