package metrics_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"example.com/simplebank/libs/postgres/postgrestest"
	"example.com/simplebank/services/bank/banktest"
)

func TestReadsOfAStandby(t *testing.T) {
	first := banktest.Start(t)
	standby := postgrestest.NewStandby(t)
	server, url := start(t, "DB_SOURCE="+first.Source, "DB_READ_SOURCE="+standby.Source(t, first.Source))
	read := statements(t, server)
	for n, end := 1, time.Now().Add(20*time.Second); ; n++ {
		read()
		got := scrape(t, url)
		by, missed := got["bank_standby_reads_total"], got["bank_standby_reads_missed_total"]
		if by+missed != float64(n) {
			t.Fatalf("of %d statements %v were read from the standby, and %v from the primary", n, by, missed)
		}
		if by > 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("none of %d statements was read from the standby", n)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestReadSourceThatIsNoStandby(t *testing.T) {
	first := banktest.Start(t)
	server, url := start(t, "DB_SOURCE="+first.Source, "DB_READ_SOURCE="+first.Source)
	statements(t, server)()
	if got := scrape(t, url)["bank_standby_reads_missed_total"]; got != 1 {
		t.Errorf("%v statements were read from the primary", got)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		for _, line := range server.Log() {
			if line["msg"] == "DB_READ_SOURCE is not read from, as long as it is so" && line["level"] == "WARN" {
				return
			}
		}
		if time.Now().After(end) {
			t.Fatalf("the log does not tell: %v", server.Log())
		}
	}
}

// statements returns what has a user read the statement of an account.
func statements(t *testing.T, server *banktest.Server) (read func()) {
	t.Helper()
	alice := server.NewUser(t, "alice")
	account := banktest.Decode[map[string]any](t, alice.Post(t, "/accounts", map[string]string{"currency": "USD"}))
	now := time.Now().UTC()
	path := fmt.Sprintf("/accounts/%v/statement.csv?from=%s&to=%s", account["id"],
		now.Add(-time.Hour).Format(time.RFC3339), now.Add(-time.Second).Format(time.RFC3339))
	return func() {
		t.Helper()
		if answer := alice.Get(t, path); answer.Status != http.StatusOK {
			t.Errorf("%d: %s", answer.Status, answer.Body)
		}
	}
}
