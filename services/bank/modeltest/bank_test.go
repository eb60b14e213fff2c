package modeltest_test

import (
	"os"
	"testing"
	"time"

	"example.com/simplebank/services/bank/modeltest"
)

// durationVariable says for how long to test. Not set, it is a hundred plans, or
// what the flag -rapid.checks says.
const durationVariable = "BANK_MODEL_DURATION"

// TestBankIsLikeTheModel has random plans carried out by two replicas.
func TestBankIsLikeTheModel(t *testing.T) {
	w := newWorld(t)
	p := &modeltest.Property{System: w}
	end := time.Now().Add(duration(t))
	for again := true; again; again = time.Now().Before(end) {
		if !t.Run("plans", p.Check) {
			return
		}
		w.checkBooks(t)
	}
	w.checkLogs(t)
	t.Log(p.Seen.String())
}

func duration(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv(durationVariable)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("%s: %v", durationVariable, err)
	}
	return d
}
