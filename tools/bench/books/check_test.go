package books

import (
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

func TestCompare(t *testing.T) {
	a := workload.Transfer{From: 1, To: 2, Amount: 30}
	b := workload.Transfer{From: 2, To: 3, Amount: 40}
	told := func(id int64, t workload.Transfer) load.Acknowledged { return load.Acknowledged{ID: id, Transfer: t} }
	whole := func(id int64, t workload.Transfer) row { return row{Acknowledged: told(id, t), entries: 2, sides: 2} }
	tests := []struct {
		name     string
		stored   []row
		told     Told
		lostDone int
		finding  string // has it; empty for none
	}{
		{"nothing", nil, Told{}, 0, ""},
		{"as told", []row{whole(7, a), whole(8, b)}, Told{Acknowledged: []load.Acknowledged{told(8, b), told(7, a)}}, 0, ""},
		{"missing", []row{whole(7, a)}, Told{Acknowledged: []load.Acknowledged{told(7, a), told(8, b)}}, 0, "transfer 8"},
		{"another amount", []row{whole(7, workload.Transfer{From: 1, To: 2, Amount: 31})}, Told{Acknowledged: []load.Acknowledged{told(7, a)}}, 0, "Amount:31"},
		{"an entry too few", []row{{told(7, a), 1, 1}}, Told{Acknowledged: []load.Acknowledged{told(7, a)}}, 0, "1 entries"},
		{"an entry of another amount", []row{{told(7, a), 2, 1}}, Told{Acknowledged: []load.Acknowledged{told(7, a)}}, 0, "1 are its sides"},
		{"one for two", []row{whole(7, a)}, Told{Acknowledged: []load.Acknowledged{told(7, a), told(7, a)}}, 0, "for two requests"},
		{"twice", []row{whole(7, a), whole(8, a)}, Told{Acknowledged: []load.Acknowledged{told(7, a)}}, 0, "transfer 8"},
		{"lost and done", []row{whole(7, a)}, Told{Lost: []workload.Transfer{a}}, 1, ""},
		{"lost and not done", nil, Told{Lost: []workload.Transfer{a}}, 0, ""},
		{"lost and done twice", []row{whole(7, a), whole(8, a)}, Told{Lost: []workload.Transfer{a}}, 1, "transfer 8"},
		{"another than the lost one", []row{whole(7, b)}, Told{Lost: []workload.Transfer{a}}, 0, "transfer 7"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := compare(tt.stored, tt.told)
			if got.Transfers != len(tt.stored) || got.Acknowledged != len(tt.told.Acknowledged) ||
				got.Lost != len(tt.told.Lost) || got.LostDone != tt.lostDone {
				t.Errorf("report %+v, want %d lost that were done", got, tt.lostDone)
			}
			if found := strings.Join(got.Findings, "; "); (tt.finding == "") != (found == "") || !strings.Contains(found, tt.finding) {
				t.Errorf("findings %q, want %q", found, tt.finding)
			}
		})
	}
}

func TestFindingsAreBounded(t *testing.T) {
	var told Told
	for id := range int64(25) {
		told.Acknowledged = append(told.Acknowledged, load.Acknowledged{ID: id + 1})
	}
	got := compare(nil, told).Findings
	if len(got) != maxFindings+1 || !slices.Contains(got, "and 15 more of the kind") {
		t.Errorf("findings %q", got)
	}
}
