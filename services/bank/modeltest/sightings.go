package modeltest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Sightings counts what has happened, by kind and outcome.
type Sightings struct {
	sequences, bursts, operations int
	outcomes                      map[string]int
}

func (s *Sightings) add(o *Operation) {
	if s.outcomes == nil {
		s.outcomes = map[string]int{}
	}
	outcome := o.Answer.Code
	switch {
	case o.Lost:
		outcome = "no answer"
	case o.Answer.Replayed:
		outcome = "replayed"
	case o.Answer.Code == "":
		outcome = "done"
	}
	s.operations++
	s.outcomes[string(o.Request.Kind)+": "+outcome]++
}

// String tells all of it.
func (s *Sightings) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%d sequences, %d bursts, %d operations", s.sequences, s.bursts, s.operations)
	for _, outcome := range slices.Sorted(maps.Keys(s.outcomes)) {
		fmt.Fprintf(&text, "\n%8d %s", s.outcomes[outcome], outcome)
	}
	return text.String()
}
