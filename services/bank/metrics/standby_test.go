package metrics_test

import (
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
	alice := server.NewUser(t, "alice")
	const lists = 20
	for range lists {
		list(t, alice)
	}
	got := scrape(t, url)
	by, instead := got["bank_standby_reads_total"], got["bank_standby_reads_missed_total"]
	if by == 0 || by+instead != lists {
		t.Errorf("of %d lists %v were read from the standby, and %v from the primary", lists, by, instead)
	}
}

func TestReadSourceThatIsNoStandby(t *testing.T) {
	first := banktest.Start(t)
	server, url := start(t, "DB_SOURCE="+first.Source, "DB_READ_SOURCE="+first.Source)
	alice := server.NewUser(t, "alice")
	list(t, alice)
	if got := scrape(t, url)["bank_standby_reads_missed_total"]; got != 1 {
		t.Errorf("%v lists were read from the primary", got)
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

func list(t *testing.T, client banktest.Client) {
	t.Helper()
	if answer := client.Get(t, "/transfers"); answer.Status != http.StatusOK {
		t.Errorf("%d: %s", answer.Status, answer.Body)
	}
}
