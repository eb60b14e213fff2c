package api

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"example.com/simplebank/libs/fault"
)

func TestMembers(t *testing.T) {
	const order = `{"from_account_id": 1, "to_account_id": 2, "amount": 3, "currency": "USD"`
	const ofOrder = "it may have from_account_id, to_account_id, amount, reference, metadata, currency, pending, expires_in"
	transfer, post, cash, note, none := reflect.TypeFor[transferRequest](), reflect.TypeFor[postRequest](), reflect.TypeFor[cashRequest](),
		reflect.TypeFor[noteRequest](), reflect.TypeFor[nothing]()
	tests := []struct {
		name, body string
		of         reflect.Type
		words      string // of the error; none without
	}{
		{"all", order + `, "reference": "r", "metadata": {}, "pending": true, "expires_in": "1s"}`, transfer, ""},
		{"none of many", ` { } `, note, ""},
		{"none of none", `{}`, none, ""},
		{"escaped", `{"am\u006funt":3}`, cash, ""},
		{"free inside", `{"metadata": {"amount": 1, "a": [{"]": "}\""}], "A": 2, "a": "\ud800"}, "reference": "\\\" }"}`, note, ""},
		{"embedded", `{"amount":1,"reference":"r"}`, post, ""},
		{"white space", "\t{\r\n\"amount\" \t:\n 1 \r}\n", cash, ""},
		{"pairs", `{"reference":"\ud83d\ude00 \\ud800 \n\u00e4\ud83d\ude00"}`, note, ""},

		{"unknown", order + `, "x": {"a": 1}}`, transfer, `the body has "x", which is not accepted; ` + ofOrder},
		{"misspelt", `{"amout": 1}`, post, `the body has "amout", which is not accepted; it may have amount, reference, metadata`},
		{"other letters", `{"amount": 1, "AMOUNT": 3}`, cash, `"AMOUNT", which is not accepted; it may have amount`},
		{"letters that fold", `{"po\u017fted": 1, "e\u017f": 1}`, note, `"poſted"`},
		{"twice", `{"amount": 1, "amount": 1}`, cash, "the body has amount more than once"},
		{"twice, once escaped", `{"amount": 1, "\u0061mount": 1}`, cash, "the body has amount more than once"},
		{"a Go name", `{"noteRequest": {}}`, transfer, `"noteRequest"`},
		{"empty", `{"": 1}`, cash, `the body has ""`},
		{"long", `{"` + strings.Repeat("x", 999) + `": 1}`, cash, `has "` + strings.Repeat("x", maxNamed) + `", which`},
		{"control characters", `{"\n\u0000": 1}`, cash, `has "\n\x00", which`},
		{"one of none", `{"reason": "r"}`, none, "it may have no members at all"},
		{"null", `null`, note, "the body must be one JSON object"},

		{"high half", `{"reference": "a\ud800b"}`, note, "reference must be whole characters"},
		{"high half at the end", `{"reference": "\uD83D"}`, note, "reference must be whole characters"},
		{"low half", `{"reference": "\udc00"}`, note, "reference must be whole characters"},
		{"two high halves", `{"reference": "\ud83d\ud83d\ude00"}`, note, "reference must be whole characters"},
		{"halves apart", `{"reference": "\ud83d\\ude00"}`, note, "reference must be whole characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := checkMembers(tt.of, []byte(tt.body), "the body")
			if tt.words == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, fault.InvalidArgument) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("error %v, want one with %q", err, tt.words)
			}
		})
	}
}

// TestMembersAllocateNothing: every transfer pays for the check.
func TestMembersAllocateNothing(t *testing.T) {
	body := []byte(`{"from_account_id": 1, "to_account_id": 2, "amount": 3, "currency": "USD", "reference": "\u00e4", "metadata": {"a": [1, "b"]}}`)
	allocations := testing.AllocsPerRun(100, func() {
		if err := checkMembers(reflect.TypeFor[transferRequest](), body, "the body"); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
