package modeltest_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

// fewPlans are enough for every day, and take seconds.
const fewPlans = "30"

func TestMain(m *testing.M) {
	// What the command line says is read later, and wins.
	if err := flag.Set("rapid.checks", fewPlans); err != nil {
		fmt.Fprintln(os.Stderr, "modeltest:", err)
		os.Exit(1)
	}
	os.Exit(banktest.Run(m))
}
