package growth_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/testbinary"
	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/growth"
)

// program is the bank, for tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(testbinary.Run(m, &program, "BANK_BINARY", "example.com/simplebank/services/bank"))
}

// TestGrowth is of the whole at tiny sizes, of which the smaller one is made anew after the
// first round, and the larger one not audited.
func TestGrowth(t *testing.T) {
	small := growth.Size{Transfers: growth.MinHistory + growth.MinAccounts, Accounts: growth.MinAccounts}
	large := growth.Size{Transfers: 2 * small.Transfers, Accounts: growth.MinAccounts}
	var log bytes.Buffer
	r, err := growth.Run(t.Context(), bank.Program(program), growth.Options{
		Series: []growth.Series{
			{Name: "transfers stored", Sizes: []growth.Size{small, large}},
			{Name: "accounts", Sizes: []growth.Size{small}}, // nothing of the one before is there
		},
		Rounds: 2, Duration: 150 * time.Millisecond, Clients: 4, AuditUpTo: small.Transfers,
	}, &log)
	if err != nil {
		t.Fatalf("%v:\n%s", err, &log)
	}
	if len(r.Findings()) > 0 || len(r.Series) != 2 {
		t.Fatalf("findings %q of %+v", r.Findings(), r.Series)
	}
	sizes := r.Series[0].Sizes
	if len(sizes) != 2 || sizes[0].Audit != "clean" || sizes[1].Audit != "" {
		t.Errorf("sizes %+v", sizes)
	}
	for _, size := range append(sizes, r.Series[1].Sizes...) {
		if size.Acknowledged == 0 || size.Bytes == 0 || len(size.Failures) > 0 {
			t.Errorf("size %+v", size)
		}
	}
	for _, op := range r.Series[0].Operations {
		if op.Figures[0] == 0 || op.Figures[1] == 0 || op.Costs[1].Rounds != 2 {
			t.Errorf("operation %+v", op)
		}
	}
	for _, want := range []string{"% booked", "statement 2/2", "auditing"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is not in the progress:\n%s", want, &log)
		}
	}
}
