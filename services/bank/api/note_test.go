package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestNote(t *testing.T) {
	b := newBank(t)
	nested := strings.Repeat(`{"a":`, 300) + `{}` + strings.Repeat(`}`, 300)
	tests := []struct{ name, reference, metadata, want string }{
		{"none", ``, `null`, ``},
		{"reference", `invoice 17/ä`, `null`, ``},
		{"longest reference", strings.Repeat("ä", 140), `null`, ``},
		{"metadata", ``, `{ "b": 1, "a": [true, null, {"c": "d"}] }`, `{"b":1,"a":[true,null,{"c":"d"}]}`},
		{"both", `r`, `{}`, `{}`},
		{"large number", ``, `{"n":1e999999,"m":12345678901234567890123}`, `{"n":1e999999,"m":12345678901234567890123}`},
		{"NUL", ``, `{"a":"\u0000"}`, `{"a":"\u0000"}`},
		{"half a surrogate pair", ``, `{"a":"\ud800"}`, `{"a":"\ud800"}`},
		{"one name twice", ``, `{"a":1,"a":2}`, `{"a":1,"a":2}`},
		{"nested", ``, nested, nested},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			order := b.order().with("amount", 1).with("reference", tt.reference).with("metadata", json.RawMessage(tt.metadata))
			answer := b.alice.Post(t, "/transfers", order)
			var got struct {
				Transfer struct {
					Reference *string
					Metadata  json.RawMessage
				}
			}
			if err := json.Unmarshal(answer.Body, &got); err != nil || answer.Status != 200 {
				t.Fatalf("transfer: %d %s", answer.Status, answer.Body)
			}
			reference := got.Transfer.Reference // not there if there is none
			if (reference == nil) != (tt.reference == "") || (reference != nil && *reference != tt.reference) {
				t.Errorf("reference in %s, want %q", answer.Body, tt.reference)
			}
			if string(got.Transfer.Metadata) != tt.want {
				t.Errorf("metadata %s, want %s", got.Transfer.Metadata, tt.want)
			}
			var kept string
			err := b.DB(t).QueryRowContext(t.Context(),
				"SELECT concat(reference, ' ', metadata) FROM transfers ORDER BY id DESC LIMIT 1").Scan(&kept)
			if err != nil || kept != tt.reference+" "+tt.want {
				t.Errorf("kept %q, %v", kept, err)
			}
		})
	}
}

func TestNoteRefused(t *testing.T) {
	b := newBank(t)
	sent := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order()))
	tests := []struct {
		name, note, words string
	}{
		{"reference too long", `{"reference": "` + strings.Repeat("x", 141) + `"}`, "reference must be at most 140 characters"},
		{"reference of two lines", `{"reference": "a\nb"}`, "reference must be"},
		{"reference with NUL", `{"reference": "\u0000"}`, "reference must be"},
		{"half a character", `{"reference": "a\ud800"}`, "reference must be whole characters, not half of a surrogate pair"},
		{"reference a number", `{"reference": 17}`, "reference must be a string"},
		{"metadata too large", `{"metadata": {"a": "` + strings.Repeat("x", 2041) + `"}}`, "metadata must be a JSON object of at most 2048 bytes"},
		{"metadata a list", `{"metadata": [1]}`, "metadata must be"},
		{"metadata a string", `{"metadata": "{}"}`, "metadata must be"},
		{"metadata cut off", `{"metadata": {"a": }`, "the body must be"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b.bob.Post(t, reversePath(sent), tt.note).WantRefusal(t, 400, "invalid_argument", tt.words)
			transfer := `{"from_account_id": ` + id(b.from.ID) + `, "to_account_id": ` + id(b.to.ID) + `, "amount": 1, "currency": "USD", ` + tt.note[1:]
			b.alice.Post(t, "/transfers", transfer).WantRefusal(t, 400, "invalid_argument", tt.words)
		})
	}
	b.wantBalance(t, 7500)
}

func TestNoteOfReversal(t *testing.T) {
	b := newBank(t)
	sent := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order().with("reference", "invoice 17")))
	got := banktest.Decode[posting](t, b.bob.Post(t, reversePath(sent), object{"reference": "credit 3", "metadata": object{"why": "broken"}}))
	if metadata, _ := got.Transfer.Metadata.(map[string]any); got.Transfer.Reference != "credit 3" || metadata["why"] != "broken" {
		t.Errorf("reversal %+v", got.Transfer)
	}
	for _, note := range []object{{"reference": "credit 4"}, {"metadata": object{}}, {}} {
		sent := banktest.Decode[posting](t, b.alice.Post(t, "/transfers", b.order()))
		got := banktest.Decode[posting](t, b.bob.Post(t, reversePath(sent), note)).Transfer
		if reference, _ := note["reference"].(string); got.Reference != reference || (got.Metadata != nil) != (note["metadata"] != nil) {
			t.Errorf("reversal %+v, want %v", got, note)
		}
	}
}
