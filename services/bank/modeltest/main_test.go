package modeltest_test

import (
	"os"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestMain(m *testing.M) { os.Exit(banktest.Run(m)) }
