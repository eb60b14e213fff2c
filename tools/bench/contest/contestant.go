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
	// Replicas is how many servers are behind nginx; 0 for one without.
	Replicas int `json:"replicas,omitempty"`
	// PgBouncer is whether it is between the servers and the database.
	PgBouncer bool `json:"pgbouncer,omitempty"`
	// Standby is whether statements are read from a streaming standby.
	Standby bool `json:"standby,omitempty"`
}

// Contestants are all there are.
var Contestants = []Contestant{
	{Name: "group", Summary: "the bank as it is: concurrent transfers share a transaction"},
	{
		Name:        "transfer-at-a-time",
		Summary:     "one transaction for each transfer, with ordered row locks",
		Environment: []string{"GROUP_TRANSFERS=false"},
	},
	{Name: "behind-nginx", Summary: "the bank behind nginx", Replicas: 1},
	{Name: "two-replicas", Summary: "two replicas of the bank behind nginx", Replicas: 2},
	{Name: "four-replicas", Summary: "four replicas of the bank behind nginx", Replicas: 4},
	{Name: "pgbouncer", Summary: "the bank, with PgBouncer before its database", PgBouncer: true},
	{Name: "standby", Summary: "the bank, with statements read from a streaming standby", Standby: true},
}

// Default are the names of those that are measured unless others are asked for.
const Default = "group,transfer-at-a-time"

// Names returns those of all contestants.
func Names() []string {
	var names []string
	for _, c := range Contestants {
		names = append(names, c.Name)
	}
	return names
}

// FindContestants returns those of the names, which have commas between them, in that
// order. The last one is what the others are compared with.
func FindContestants(names string) ([]Contestant, error) {
	known := Names()
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
