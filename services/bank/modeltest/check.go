package modeltest

import (
	"testing"

	"pgregory.net/rapid"
)

// attempts is how often a plan is carried out, once one has failed: what two
// replicas do at the same time they do not always do in the same order.
const attempts = 5

// property is that a system is like the model, whatever the plan.
type property struct {
	system System
	seen   *Sightings

	first    string // history of the first failure
	smallest string // and of the one with the fewest operations
	size     int
}

// Check looks for a plan that the system does not carry out as the model does, and
// has rapid make it small. It ends the test if there is one.
func Check(t *testing.T, system System, seen *Sightings) {
	t.Helper()
	p := &property{system: system, seen: seen}
	defer func() {
		if p.first != "" {
			t.Logf("the first failure:\n%s\n\nthe smallest one:\n%s", p.first, p.smallest)
		}
	}()
	rapid.Check(t, func(t *rapid.T) {
		if !p.holds(Plans.Draw(t, "plan")) {
			t.Fatal("the bank differs from the model") // in words that are always the same, or rapid would not shrink
		}
	})
}

// holds reports whether the property holds for the plan, and keeps what shows
// that it does not.
func (p *property) holds(plan Plan) bool {
	for range attempts {
		p.seen.sequences++
		p.seen.bursts += len(plan)
		differs, operations := plan.carryOut(p.system, p.seen)
		switch {
		case differs == "" && p.first == "":
			return true
		case differs == "":
			continue
		case p.first == "":
			p.first = differs
		}
		if p.smallest == "" || operations < p.size {
			p.smallest, p.size = differs, operations
		}
		return false
	}
	return true
}
