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
	"batch: account_not_found":          1000,
	"batch: currency_mismatch":          100000,
	"batch: done":                       500,
	"batch: idempotency_key_reused":     5000,
	"batch: insufficient_funds":         1000,
	"batch: invalid_argument":           5000,
	"batch: no answer":                  5000,
	"batch: not_owner":                  1000,
	"batch: replayed":                   10000,
	"batch: request_in_flight":          5000,
	"batch: same_account":               10000,
	"batch: unknown_currency":           20000,
	"deposit: account_not_found":        2000,
	"deposit: balance_overflow":         20000,
	"deposit: done":                     20,
	"deposit: idempotency_key_reused":   2000,
	"deposit: invalid_argument":         5000,
	"deposit: no answer":                5000,
	"deposit: replayed":                 500,
	"deposit: request_in_flight":        5000,
	"deposit: role_required":            500,
	"get account: account_not_found":    5000,
	"get account: done":                 20,
	"get account: no answer":            20000,
	"get account: not_owner":            5000,
	"get balance: account_not_found":    5000,
	"get balance: done":                 10,
	"get balance: no answer":            50000,
	"get balance: not_owner":            5000,
	"get statement: done":               50,
	"get transfer: done":                500,
	"get transfer: no answer":           20000,
	"get transfer: not_owner":           1000,
	"get transfer: transfer_not_found":  10000,
	"list accounts: done":               10,
	"list accounts: invalid_argument":   50000,
	"list accounts: no answer":          20000,
	"list accounts: role_required":      5000,
	"list entries: account_not_found":   5000,
	"list entries: done":                20,
	"list entries: invalid_argument":    20000,
	"list entries: no answer":           50000,
	"list entries: not_owner":           5000,
	"list transfers: account_not_found": 5000,
	"list transfers: done":              20,
	"list transfers: invalid_argument":  50000,
	"list transfers: no answer":         50000,
	"list transfers: not_owner":         5000,
	"new user: done":                    1000,
	"new user: email_taken":             20000,
	"new user: invalid_argument":        50000,
	"new user: no answer":               50000,
	"new user: username_taken":          20000,
	"open account: account_exists":      200,
	"open account: done":                20,
	"open account: no answer":           10000,
	"open account: unknown_currency":    10000,
	"post: already_posted":              1000,
	"post: already_voided":              1000,
	"post: done":                        500,
	"post: exceeds_reserved":            5000,
	"post: idempotency_key_reused":      5000,
	"post: invalid_argument":            5000,
	"post: no answer":                   5000,
	"post: not_owner":                   500,
	"post: not_pending":                 10000,
	"post: pending_expired":             5000,
	"post: replayed":                    5000,
	"post: request_in_flight":           5000,
	"post: transfer_not_found":          5000,
	"reserve: account_not_found":        500,
	"reserve: currency_mismatch":        5000,
	"reserve: done":                     50,
	"reserve: idempotency_key_reused":   2000,
	"reserve: insufficient_funds":       500,
	"reserve: invalid_argument":         1000,
	"reserve: no answer":                10000,
	"reserve: not_owner":                500,
	"reserve: replayed":                 1000,
	"reserve: request_in_flight":        5000,
	"reserve: same_account":             5000,
	"reserve: unknown_currency":         5000,
	"reverse: already_reversed":         2000,
	"reverse: done":                     200,
	"reverse: idempotency_key_reused":   2000,
	"reverse: insufficient_funds":       1000,
	"reverse: no answer":                5000,
	"reverse: not_owner":                1000,
	"reverse: not_reversible":           1000,
	"reverse: replayed":                 2000,
	"reverse: request_in_flight":        5000,
	"reverse: role_required":            1000,
	"reverse: transfer_not_found":       5000,
	"transfer: account_not_found":       200,
	"transfer: currency_mismatch":       1000,
	"transfer: done":                    50,
	"transfer: idempotency_key_reused":  2000,
	"transfer: insufficient_funds":      500,
	"transfer: invalid_argument":        1000,
	"transfer: no answer":               1000,
	"transfer: not_owner":               200,
	"transfer: replayed":                1000,
	"transfer: request_in_flight":       5000,
	"transfer: same_account":            1000,
	"transfer: unknown_currency":        2000,
	"void: already_posted":              1000,
	"void: already_voided":              1000,
	"void: done":                        200,
	"void: idempotency_key_reused":      5000,
	"void: no answer":                   5000,
	"void: not_owner":                   2000,
	"void: not_pending":                 2000,
	"void: pending_expired":             5000,
	"void: replayed":                    5000,
	"void: request_in_flight":           5000,
	"void: transfer_not_found":          5000,
	"withdraw: account_not_found":       2000,
	"withdraw: done":                    20,
	"withdraw: idempotency_key_reused":  2000,
	"withdraw: insufficient_funds":      500,
	"withdraw: invalid_argument":        5000,
	"withdraw: no answer":               5000,
	"withdraw: replayed":                5000,
	"withdraw: request_in_flight":       5000,
	"withdraw: role_required":           500,
}
