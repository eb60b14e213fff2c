package workload_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/workload"
)

const drawn = 20_000

// accounts have ids from 1 on, so that the account of index i has i+1.
func accounts(n int) []workload.Account {
	list := make([]workload.Account, n)
	for i := range list {
		list[i] = workload.Account{ID: int64(i) + 1, Token: fmt.Sprintf("token %d", i+1)}
	}
	return list
}

func find(t *testing.T, name string) workload.Workload {
	t.Helper()
	found, err := workload.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return found[0]
}

func draw(w workload.Workload, n, accountCount int, run, client uint64) []workload.Request {
	stream := w.Stream(accounts(accountCount), run, client)
	requests := make([]workload.Request, n)
	for i := range requests {
		requests[i] = stream.Next()
	}
	return requests
}

func TestStreamsRepeatThemselvesOnly(t *testing.T) {
	for _, w := range workload.All {
		// Statements are of all until they are asked for: that time is left out.
		drawn := func(run, client uint64) []workload.Request {
			requests := draw(w, 1000, workload.MinAccounts, run, client)
			for i := range requests {
				requests[i].Path, _, _ = strings.Cut(requests[i].Path, "&to=")
				requests[i].Check = nil
			}
			return requests
		}
		first := drawn(1, 2)
		if !reflect.DeepEqual(first, drawn(1, 2)) {
			t.Errorf("%s: the same stream differs", w.Name)
		}
		for _, other := range [][]workload.Request{drawn(1, 3), drawn(2, 2)} {
			if reflect.DeepEqual(first, other) {
				t.Errorf("%s: two streams are the same", w.Name)
			}
		}
	}
}

// TestRequests holds every request against what the bank takes.
func TestRequests(t *testing.T) {
	for _, w := range workload.All {
		for _, n := range []int{workload.MinAccounts, 1000} {
			for _, r := range draw(w, drawn/10, n, 1, 1) {
				if err := check(r, n); err != nil {
					t.Fatalf("%s with %d accounts: %v in %+v", w.Name, n, err, r)
				}
			}
		}
	}
}

func check(r workload.Request, n int) error {
	if r.Method == http.MethodGet {
		if r.Transfer != (workload.Transfer{}) || r.Body != nil || r.Key != "" || r.Refused {
			return fmt.Errorf("a read that is more")
		}
		return nil
	}
	var body struct {
		From     int64  `json:"from_account_id"`
		To       int64  `json:"to_account_id"`
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
	}
	if err := json.Unmarshal(r.Body, &body); err != nil {
		return err
	}
	funds := workload.Funds * int64(n)
	switch {
	case (workload.Transfer{From: body.From, To: body.To, Amount: body.Amount}) != r.Transfer:
		return fmt.Errorf("the body is not the transfer")
	case body.From == body.To || min(body.From, body.To) < 1 || max(body.From, body.To) > int64(n):
		return fmt.Errorf("no two accounts")
	case r.Token != fmt.Sprintf("token %d", body.From):
		return fmt.Errorf("not the payer's token")
	case r.Refused != (body.Amount > funds) || funds < 0 || body.Amount < 1:
		return fmt.Errorf("funds are %d", funds)
	}
	return nil
}

// TestNobodyRunsOut is of a run far longer than any: who pays most has enough.
func TestNobodyRunsOut(t *testing.T) {
	const perSecond, hours = 100_000, 10
	for _, w := range workload.All {
		var spent int64
		for _, r := range draw(w, drawn, workload.MinAccounts, 1, 1) {
			if !r.Refused {
				spent += r.Transfer.Amount
			}
		}
		if spent/drawn*perSecond*3600*hours > workload.Funds {
			t.Errorf("%s: %d are spent with %d requests", w.Name, spent, drawn)
		}
	}
}

func TestShares(t *testing.T) {
	count := func(name string, is func(workload.Request) bool) (n int) {
		for _, r := range draw(find(t, name), drawn, 1000, 1, 1) {
			if is(r) {
				n++
			}
		}
		return n
	}
	tests := []struct {
		workload, what string
		is             func(workload.Request) bool
		want           float64
	}{
		{"random-pairs", "refused", func(r workload.Request) bool { return r.Refused }, 0},
		{"random-pairs", "keys", func(r workload.Request) bool { return r.Key != "" }, 0},
		{"refusals", "refused", func(r workload.Request) bool { return r.Refused }, 0.10},
		{"idempotent", "keys", func(r workload.Request) bool { return r.Key != "" }, 1},
		{"idempotent", "repeated", func(r workload.Request) bool { return r.Repeats }, 0.05},
		{"reads", "transfers", func(r workload.Request) bool { return r.Method == http.MethodPost }, 0.50},
		{"statements", "statements", func(r workload.Request) bool { return strings.Contains(r.Path, "/statement.csv?") }, 0.25},
		{"hot-receiver", "paid to 501", func(r workload.Request) bool { return r.Transfer.To == 501 }, 1},
		{"hot-sender", "paid by 501", func(r workload.Request) bool { return r.Transfer.From == 501 }, 1},
		{"zipf-1", "with 501", func(r workload.Request) bool { return r.Transfer.From == 501 || r.Transfer.To == 501 }, 1},
		{"zipf-1", "paid by 501", func(r workload.Request) bool { return r.Transfer.From == 501 }, 0.50},
	}
	for _, tt := range tests {
		got := float64(count(tt.workload, tt.is)) / drawn
		if math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%s: %s are %.3f of the requests, want %.3f", tt.workload, tt.what, got, tt.want)
		}
	}
}

// TestZipf compares how often the hot accounts are drawn with the law.
func TestZipf(t *testing.T) {
	const n, hot = 1000, 10
	seen := map[int64]int{}
	for _, r := range draw(find(t, "zipf-10"), drawn, n, 1, 1) {
		seen[r.Transfer.From]++
		seen[r.Transfer.To]++
	}
	harmonic := 0.0
	for k := range hot {
		harmonic += 1 / float64(k+1)
	}
	for k := range hot {
		id := int64(50 + 100*k + 1) // spread over the thousand
		want := 1 / float64(k+1) / harmonic
		got := float64(seen[id]) / drawn
		if math.Abs(got-want) > 0.015 {
			t.Errorf("hot account %d of %d is in %.3f of the transfers, want %.3f", k+1, hot, got, want)
		}
	}
}

// TestRepetitions are of the very request that was sent.
func TestRepetitions(t *testing.T) {
	sent := map[string]workload.Request{}
	for _, r := range draw(find(t, "idempotent"), drawn, 1000, 1, 1) {
		before, ok := sent[r.Key]
		if ok != r.Repeats {
			t.Fatalf("key %s: sent before %t, repeats %t", r.Key, ok, r.Repeats)
		}
		r.Repeats = false
		if ok && !reflect.DeepEqual(r, before) {
			t.Fatalf("%+v repeats %+v", r, before)
		}
		sent[r.Key] = r
	}
}
