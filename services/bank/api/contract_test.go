package api_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"example.com/simplebank/services/bank/banktest"
	"example.com/simplebank/services/bank/banktest/contract"
)

func TestMain(m *testing.M) {
	status := banktest.Run(m)
	if status == 0 && allRan() {
		status = checkAllSeen()
	}
	os.Exit(status)
}

// allRan reports whether the tests that ran were all of the package.
func allRan() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return true
}

// checkAllSeen fails the tests if the document promises what none of them has
// seen: an answer, the code of an error, a field, a parameter or a header.
func checkAllSeen() int {
	unseen, err := contract.Unseen()
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for _, what := range unseen {
		fmt.Printf("The OpenAPI document has, and no test has seen: %s\n", what)
	}
	return min(len(unseen), 1)
}
