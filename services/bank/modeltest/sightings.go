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

// Missing returns what should have been seen by now, but was not.
func (s *Sightings) Missing() []string {
	var missing []string
	for outcome, interval := range intervals {
		if s.outcomes[outcome] == 0 && s.operations > patience*interval {
			missing = append(missing, outcome)
		}
	}
	slices.Sort(missing)
	return missing
}

// patience is how many times as long as it takes on average one waits for what
// may happen by chance.
const patience = 30

// intervals has what is to be seen, and in how many operations once, roughly.
var intervals = map[string]int{
	"deposit: account_not_found":       500,
	"deposit: balance_overflow":        5000,
	"deposit: done":                    20,
	"deposit: idempotency_key_reused":  200,
	"deposit: invalid_argument":        1000,
	"deposit: no answer":               1000,
	"deposit: replayed":                100,
	"deposit: request_in_flight":       5000,
	"deposit: role_required":           200,
	"get account: account_not_found":   500,
	"get account: done":                20,
	"get account: no answer":           2000,
	"get account: not_owner":           500,
	"list accounts: done":              10,
	"list accounts: invalid_argument":  10000,
	"list accounts: no answer":         10000,
	"list accounts: role_required":     2000,
	"new user: done":                   200,
	"new user: email_taken":            1000,
	"new user: invalid_argument":       10000,
	"new user: no answer":              5000,
	"new user: username_taken":         500,
	"open account: account_exists":     100,
	"open account: done":               20,
	"open account: no answer":          5000,
	"open account: unknown_currency":   5000,
	"reverse: already_reversed":        500,
	"reverse: done":                    50,
	"reverse: idempotency_key_reused":  500,
	"reverse: insufficient_funds":      500,
	"reverse: no answer":               1000,
	"reverse: not_owner":               200,
	"reverse: not_reversible":          200,
	"reverse: replayed":                500,
	"reverse: request_in_flight":       5000,
	"reverse: role_required":           500,
	"reverse: transfer_not_found":      1000,
	"transfer: account_not_found":      100,
	"transfer: currency_mismatch":      500,
	"transfer: done":                   50,
	"transfer: idempotency_key_reused": 1000,
	"transfer: insufficient_funds":     100,
	"transfer: invalid_argument":       500,
	"transfer: no answer":              1000,
	"transfer: not_owner":              100,
	"transfer: replayed":               500,
	"transfer: request_in_flight":      5000,
	"transfer: same_account":           1000,
	"transfer: unknown_currency":       1000,
	"withdraw: account_not_found":      500,
	"withdraw: done":                   20,
	"withdraw: idempotency_key_reused": 1000,
	"withdraw: insufficient_funds":     200,
	"withdraw: invalid_argument":       1000,
	"withdraw: no answer":              2000,
	"withdraw: replayed":               500,
	"withdraw: request_in_flight":      5000,
	"withdraw: role_required":          200,
}
