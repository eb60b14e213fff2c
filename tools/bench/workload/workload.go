// Package workload makes the requests that the bank is measured with.
package workload

import (
	"errors"
	"fmt"
	"strings"
)

const (
	// Currency is that of all accounts.
	Currency = "USD"
	// Funds is what each account has at first, in minor units: more than a run can
	// spend.
	Funds int64 = 1_000_000_000_000
	// maxAmount is the most that a transfer moves which is to succeed.
	maxAmount = 100

	// MinAccounts is enough for every workload.
	MinAccounts = 200
	// MaxAccounts is how many there may be for what the bank owes to fit in 64 bits.
	MaxAccounts = 1_000_000
)

// Workload is a kind of traffic.
type Workload struct {
	Name    string
	Summary string

	pairs    func(accounts int) pairs
	refused  float64 // the share of transfers for which the payer lacks the funds
	keyed    bool    // whether each transfer has an Idempotency-Key
	repeated float64 // the share of requests that were sent before
	accounts float64 // the share of requests that read an account
	entries  float64 // the share of requests that read a page of entries
	// statements is the share of requests for all that an account has done, until now.
	statements float64
}

// All are the workloads, in the order in which they are run.
var All = []Workload{
	{Name: "random-pairs", Summary: "everybody pays anybody", pairs: random},
	{Name: "hot-receiver", Summary: "everybody pays one merchant", pairs: hotReceiver},
	{Name: "hot-sender", Summary: "one account pays everybody, as a payroll does", pairs: hotSender},
	{Name: "zipf-1", Summary: "one hot account is on a side of each transfer", pairs: zipf(1)},
	{Name: "zipf-10", Summary: "one of 10 hot accounts, by a Zipf law, is on a side of each transfer", pairs: zipf(10)},
	{Name: "zipf-100", Summary: "one of 100 hot accounts, by a Zipf law, is on a side of each transfer", pairs: zipf(100)},
	{Name: "refusals", Summary: "random pairs, 10 % refused for lack of funds", pairs: random, refused: 0.10},
	{Name: "idempotent", Summary: "random pairs, each with an Idempotency-Key, 5 % repeated", pairs: random, keyed: true, repeated: 0.05},
	{Name: "reads", Summary: "50 % random pairs, 25 % reads of an account, 25 % of its entries", pairs: random, accounts: 0.25, entries: 0.25},
	{Name: "statements", Summary: "75 % random pairs, 25 % statements of all that an account has done", pairs: random, statements: 0.25},
}

// Find returns the workloads of those names, which have commas between them, in the
// order of [All].
func Find(names string) ([]Workload, error) {
	wanted := map[string]bool{}
	for name := range strings.SplitSeq(names, ",") {
		wanted[strings.TrimSpace(name)] = true
	}
	var found []Workload
	var known []string
	for _, w := range All {
		known = append(known, w.Name)
		if wanted[w.Name] {
			found = append(found, w)
			delete(wanted, w.Name)
		}
	}
	for name := range wanted {
		return nil, fmt.Errorf("there is no workload %q: the workloads are %s", name, strings.Join(known, ", "))
	}
	if len(found) == 0 {
		return nil, errors.New("no workload is named: the workloads are " + strings.Join(known, ", "))
	}
	return found, nil
}
