package testbinary_test

import (
	"os"
	"strings"
	"testing"

	"example.com/simplebank/libs/testbinary"
)

const variable = "TESTBINARY_TEST_PROGRAM"

func TestMissingRunfile(t *testing.T) {
	t.Setenv(variable, "_main/no/such/program")
	program, _, err := testbinary.Find(variable, "example.com/simplebank/services/bank")
	if err == nil || !strings.Contains(err.Error(), variable+"=_main/no/such/program") {
		t.Errorf("Find = %q, %v; want an error that names the variable", program, err)
	}
}

func TestFailedBuildLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	program, _, err := testbinary.Find(variable, "example.com/simplebank/no/such/program")
	if err == nil || !strings.Contains(err.Error(), "build example.com/simplebank/no/such/program") {
		t.Errorf("Find = %q, %v; want an error that names the package", program, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
