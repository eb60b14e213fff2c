package growth

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSumUp(t *testing.T) {
	small, large := Size{1000, 100}, Size{100_000, 100}
	last := operations()[len(operations())-1].name // of answers a second
	r := SeriesResult{Sizes: []SizeResult{{Size: small}, {Size: large}}, Rounds: []Round{
		{Operation: "receipt", Size: small, Value: 2}, {Operation: "receipt", Size: large, Value: 3},
		{Operation: last, Size: small, Value: 3000}, {Operation: last, Size: large, Value: 2000},
	}}
	r.sumUp()
	got := map[string][]float64{}
	for _, op := range r.Operations {
		if op.Costs[1].Rounds > 0 {
			got[op.Name] = []float64{op.Figures[1], op.Costs[0].Median, op.Costs[1].Median}
		}
	}
	// Both take one and a half times as long.
	if diff := cmp.Diff(map[string][]float64{"receipt": {3, 1, 1.5}, last: {2000, 1, 1.5}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLines(t *testing.T) {
	a, b, c := Size{1000, 100}, Size{100_000, 100}, Size{100_000, 10_000}
	o := Options{Series: []Series{{Sizes: []Size{a, b}}, {Sizes: []Size{b, c}}}}
	if o.lines() != 180 {
		t.Errorf("statements of %d lines", o.lines())
	}
	o.Series = o.Series[1:]
	if o.lines() != mostLines {
		t.Errorf("statements of %d lines", o.lines())
	}
}
