package bank

import (
	"strings"
	"testing"
)

func TestReadStandbyReads(t *testing.T) {
	const answered, missed = "bank_standby_reads_total 12\n", "bank_standby_reads_missed_total 3\n"
	a, m, err := readStandbyReads(strings.NewReader("# HELP bank_standby_reads_total\n" + missed + "other 7\n" + answered))
	if a != 12 || m != 3 || err != nil {
		t.Errorf("%d, %d, %v; want 12 and 3", a, m, err)
	}
	for _, without := range []string{"", answered, missed} {
		if _, _, err := readStandbyReads(strings.NewReader(without)); err == nil {
			t.Errorf("%q has both", without)
		}
	}
}
