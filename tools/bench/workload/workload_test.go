package workload_test

import (
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/workload"
)

func TestFind(t *testing.T) {
	names := func(found []workload.Workload) string {
		var list []string
		for _, w := range found {
			list = append(list, w.Name)
		}
		return strings.Join(list, ",")
	}
	tests := []struct{ names, want, err string }{
		{"random-pairs", "random-pairs", ""},
		{"zipf-10, random-pairs", "random-pairs,zipf-10", ""},
		{"refusals,refusals", "refusals", ""},
		{"", "", "the workloads are random-pairs, hot-receiver"},
		{"random-pairs,zipf", "", `there is no workload "zipf"`},
	}
	for _, tt := range tests {
		found, err := workload.Find(tt.names)
		if got := names(found); got != tt.want {
			t.Errorf("Find(%q) = %s, want %s", tt.names, got, tt.want)
		}
		if (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("Find(%q): %v, want %q", tt.names, err, tt.err)
		}
	}
}
