package load

import (
	"errors"
	"slices"
	"testing"

	"example.com/simplebank/tools/bench/workload"
)

// TestJudge has the answers of one client, one after the other: keys are remembered.
func TestJudge(t *testing.T) {
	transfer := workload.Transfer{From: 1, To: 2, Amount: 3}
	pay := workload.Request{Method: "POST", Transfer: transfer}
	keyed := func(key string, repeats bool) workload.Request {
		return workload.Request{Method: "POST", Transfer: transfer, Key: key, Repeats: repeats}
	}
	checked := func(err error) workload.Request {
		return workload.Request{Method: "GET", Check: func([]byte) error { return err }}
	}
	done := func(body string) answer { return answer{status: 200, body: []byte(body)} }
	replayed := func(body string) answer { return answer{status: 200, replayed: true, body: []byte(body)} }

	const good, acknowledged, lost, wrong = "good", "acknowledged", "lost", "wrong"
	tests := []struct {
		name    string
		request workload.Request
		answer  answer
		err     error
		want    string
	}{
		{"a read", workload.Request{Method: "GET"}, done(`{}`), nil, good},
		{"a read that is as it is to be", checked(nil), done(`{}`), nil, good},
		{"a read that is not", checked(errors.New("19 lines")), done(`{}`), nil, wrong},
		{"a read that fails", workload.Request{Method: "GET"}, answer{status: 404}, nil, wrong},
		{"a transfer", pay, done(`{"transfer":{"id":7}}`), nil, acknowledged},
		{"no transfer", pay, done(`{"transfer":{}}`), nil, wrong},
		{"not JSON", pay, done(`<html>`), nil, wrong},
		{"refused", pay, answer{status: 422, body: []byte(`{"code":"insufficient_funds"}`)}, nil, wrong},
		{"limited", pay, answer{status: 429}, nil, wrong},
		{"replayed without a key", pay, replayed(`{"transfer":{"id":8}}`), nil, wrong},
		{"cut off", pay, answer{}, errors.New("EOF"), lost},
		{"busy", pay, answer{status: 503}, nil, lost},
		{"broken", pay, answer{status: 500}, nil, lost},

		{"refused as it is to be", workload.Request{Refused: true, Transfer: transfer}, answer{status: 422, body: []byte(`{"code":"insufficient_funds"}`)}, nil, good},
		{"refused for another reason", workload.Request{Refused: true, Transfer: transfer}, answer{status: 422, body: []byte(`{"code":"other"}`)}, nil, wrong},
		{"not refused", workload.Request{Refused: true, Transfer: transfer}, done(`{"transfer":{"id":9}}`), nil, wrong},

		{"with a key", keyed("a", false), done(`{"transfer":{"id":10}}`), nil, acknowledged},
		{"repeated", keyed("a", true), replayed(`{"transfer":{"id":10}}`), nil, good},
		{"repeated as another", keyed("a", true), replayed(`{"transfer":{"id":11}}`), nil, wrong},
		{"done again", keyed("a", true), done(`{"transfer":{"id":12}}`), nil, wrong},
		{"in flight though it was answered", keyed("a", true), answer{status: 409}, nil, wrong},
		{"new, but replayed", keyed("b", false), replayed(`{"transfer":{"id":13}}`), nil, wrong},
		{"lost", keyed("c", false), answer{}, errors.New("EOF"), lost},
		{"in flight after it was lost", keyed("c", true), answer{status: 409}, nil, lost},
		{"told after it was lost", keyed("c", true), replayed(`{"transfer":{"id":14}}`), nil, acknowledged},
		{"told again", keyed("c", true), replayed(`{"transfer":{"id":14}}`), nil, good},
		{"lost before it was done", keyed("d", false), answer{}, errors.New("EOF"), lost},
		{"done by the repetition", keyed("d", true), done(`{"transfer":{"id":15}}`), nil, acknowledged},
	}
	w := &worker{ids: map[string]int64{}, reasons: map[string]int{}}
	for _, tt := range tests {
		before := *w
		right := w.judge(tt.request, tt.answer, tt.err)
		got := lost
		switch {
		case len(w.wrong) > len(before.wrong):
			got = wrong
		case len(w.acknowledged) > len(before.acknowledged):
			got = acknowledged
		case right:
			got = good
		}
		if got != tt.want || right != (got == good || got == acknowledged) {
			t.Errorf("%s: %s (as it is to be: %t), want %s", tt.name, got, right, tt.want)
		}
		unknown := len(w.lost) > len(before.lost)
		if want := (got == lost || got == wrong) && tt.request.Transfer == transfer; unknown != want {
			t.Errorf("%s: it is unknown whether it was done: %t, want %t", tt.name, unknown, want)
		}
		if len(w.wrong) == maxWrong {
			w.wrong = nil
		}
	}
	var ids []int64
	for _, a := range w.acknowledged {
		ids = append(ids, a.ID)
	}
	if want := []int64{7, 10, 14, 15}; !slices.Equal(ids, want) {
		t.Errorf("acknowledged %v, want %v", ids, want)
	}
}
