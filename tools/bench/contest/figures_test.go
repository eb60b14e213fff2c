package contest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/bench/statistics"
)

func TestSumUp(t *testing.T) {
	w := WorkloadResult{Rounds: []Round{
		{Contestant: "a", Phase: Closed, Rate: 300, P50: 1, P99: 10, P999: 100},
		{Contestant: "b", Phase: Closed, Rate: 100, P50: 2, P99: 20, P999: 200, Lost: map[string]int{"EOF": 1, "503": 2}},
		{Contestant: "a", Phase: Closed, Rate: 600, P50: 3, P99: 30, P999: 300},
		{Contestant: "b", Phase: Closed, Rate: 100, P50: 2, P99: 20, P999: 200},
		{Contestant: "a", Phase: Open, Rate: 100, P50: 4, P99: 5},
		{Contestant: "b", Phase: Open, Rate: 99, P50: 6, P99: 50, Lost: map[string]int{"503": 4}},
		{Contestant: "a", Phase: Light, P50: 0.5},
		{Contestant: "b", Phase: Light, P50: 0.4},
	}}
	w.sumUp([]Contestant{{Name: "a"}, {Name: "b"}})
	wantFigures := map[string]Figures{
		"a": {Rate: 450, P50: 2, P99: 20, P999: 200, OpenRate: 100, OpenP50: 4, OpenP99: 5, LightP50: 0.5},
		"b": {Rate: 100, P50: 2, P99: 20, P999: 200, OpenRate: 99, OpenP50: 6, OpenP99: 50, LightP50: 0.4, Lost: 7},
	}
	if diff := cmp.Diff(wantFigures, w.Figures); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	wantRatios := map[string]Ratios{"a": {
		Rate:     statistics.Ratio{Median: 4.5, Min: 3, Max: 6, Rounds: 2},
		OpenP99:  statistics.Ratio{Median: 0.1, Min: 0.1, Max: 0.1, Rounds: 1},
		LightP50: statistics.Ratio{Median: 1.25, Min: 1.25, Max: 1.25, Rounds: 1},
	}}
	if diff := cmp.Diff(wantRatios, w.Ratios); diff != "" {
		t.Errorf("ratios (-want +got):\n%s", diff)
	}
}
