package contest

import (
	"fmt"
	"slices"
	"strings"
)

// Contestant is a way to run the bank.
type Contestant struct {
	Name        string   `json:"name"`
	Summary     string   `json:"summary"`
	Environment []string `json:"environment"` // of the server, NAME=value
}

// Contestants are all there are.
var Contestants = []Contestant{
	{Name: "group", Summary: "the bank as it is: concurrent transfers share a transaction"},
	{
		Name:        "transfer-at-a-time",
		Summary:     "one transaction for each transfer, with ordered row locks",
		Environment: []string{"GROUP_TRANSFERS=false"},
	},
}

// FindContestants returns those of the names, which have commas between them, in that
// order. The last one is what the others are compared with.
func FindContestants(names string) ([]Contestant, error) {
	var known []string
	for _, c := range Contestants {
		known = append(known, c.Name)
	}
	var found []Contestant
	for name := range strings.SplitSeq(names, ",") {
		name = strings.TrimSpace(name)
		i := slices.Index(known, name)
		if i < 0 {
			return nil, fmt.Errorf("there is no contestant %q: the contestants are %s", name, strings.Join(known, ", "))
		}
		for _, c := range found {
			if c.Name == name {
				return nil, fmt.Errorf("the contestant %s is named twice", name)
			}
		}
		found = append(found, Contestants[i])
	}
	return found, nil
}
