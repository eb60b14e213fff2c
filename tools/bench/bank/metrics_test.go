package bank

import (
	"strings"
	"testing"
)

func TestStandbyReads(t *testing.T) {
	const answered, missed = "bank_standby_reads_total 12\n", "bank_standby_reads_missed_total 3\n"
	var reads StandbyReads
	for range 2 { // two servers
		if err := reads.add(strings.NewReader("# HELP bank_standby_reads_total\n" + missed + "other 7\n" + answered)); err != nil {
			t.Fatal(err)
		}
	}
	if want := (StandbyReads{Answered: 24, Missed: 6}); reads != want {
		t.Errorf("%+v, want %+v", reads, want)
	}
	for _, without := range []string{"", answered, missed} {
		if err := new(StandbyReads).add(strings.NewReader(without)); err == nil {
			t.Errorf("%q has both", without)
		}
	}
}
