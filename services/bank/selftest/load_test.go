package selftest_test

import (
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/selftest"
)

func TestRate(t *testing.T) {
	o := options(postgrestest.Empty(t))
	o.Rate = 50
	o.Duration = time.Second
	r := run(t, o)
	if err := r.Err(); err != nil || r.Due != 50 || r.Requests > 50 || r.Seconds < 0.9 {
		t.Errorf("%v of %+v", err, r)
	}
	o.Rate = 100_000
	o.Clients = 1
	r = run(t, o)
	if err := r.Err(); err == nil || !strings.HasPrefix(err.Error(), "the rate was not kept up: of 100000 requests ") {
		t.Errorf("%v of %+v", err, r)
	}
}

// TestNoOmission has one client, who is held up: the requests that were due meanwhile
// have waited, too.
func TestNoOmission(t *testing.T) {
	o := options(postgrestest.Empty(t))
	o.Clients, o.Rate, o.Duration = 1, 100, time.Second
	held := false
	o.Progress = func(line string) {
		if strings.Contains(line, "requests in") && !held {
			held = true
			time.Sleep(300 * time.Millisecond)
		}
	}
	r := run(t, o)
	if r.P90 < 100 || r.Max < 250 {
		t.Errorf("report %+v", r)
	}
}

// TestLostConnections: what has failed is counted, and what of it may have been carried
// out is no finding.
func TestLostConnections(t *testing.T) {
	source := postgrestest.Empty(t)
	db := open(t, source)
	o := options(source)
	o.Progress = func(line string) {
		if strings.Contains(line, "requests in") {
			exec(t, db, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		}
	}
	r, err := selftest.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Err(); err == nil || !strings.Contains(err.Error(), "requests have failed, one of them: ") || len(r.Findings) > 0 || r.Failed < r.Doubtful {
		t.Errorf("%v of %+v", err, r)
	}
}
