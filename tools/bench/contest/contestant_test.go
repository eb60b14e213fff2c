package contest_test

import (
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/contest"
)

func TestFindContestants(t *testing.T) {
	tests := []struct{ names, want, err string }{
		{"group", "group", ""},
		{"transfer-at-a-time, group", "transfer-at-a-time,group", ""},
		{"", "", "the contestants are group, transfer-at-a-time"},
		{"group,groups", "", `no contestant "groups"`},
		{"group,group", "", "named twice"},
	}
	for _, tt := range tests {
		found, err := contest.FindContestants(tt.names)
		var names []string
		for _, c := range found {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, ","); got != tt.want {
			t.Errorf("FindContestants(%q) = %s, want %s", tt.names, got, tt.want)
		}
		if (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("FindContestants(%q): %v, want %q", tt.names, err, tt.err)
		}
	}
}
