package modeltest_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/services/bank/modeltest"
)

// durationVariable says for how long to test. Not set, it is thirty plans, or
// as many as the flag -rapid.checks says.
const durationVariable = "BANK_MODEL_DURATION"

// TestBankIsLikeTheModel has random plans carried out by two replicas.
func TestBankIsLikeTheModel(t *testing.T) {
	var seen modeltest.Sightings
	end := endOf(t)
	for again := true; again; again = time.Now().Before(end) {
		again = t.Run("plans", func(t *testing.T) {
			w := newWorld(t) // a new one now and then: logs and tables do not grow for ever
			modeltest.Check(t, w, &seen)
			w.checkBooks(t)
			w.checkLogs(t)
		})
		if !again {
			return
		}
	}
	t.Log(seen.String())
	if missing := seen.Missing(); len(missing) > 0 {
		t.Errorf("what has never been seen, and so not been tested: %s", strings.Join(missing, ", "))
	}
}

// endOf returns when to have tested enough.
func endOf(t *testing.T) time.Time {
	t.Helper()
	text := os.Getenv(durationVariable)
	if text == "" {
		return time.Now()
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("%s: %v", durationVariable, err)
	}
	end := time.Now().Add(d)
	if deadline, limited := t.Deadline(); limited && deadline.Before(end.Add(time.Minute)) {
		t.Fatalf("%s=%s needs a -timeout that is some minutes longer, or 0", durationVariable, text)
	}
	return end
}
