package ledger_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

func TestNote(t *testing.T) {
	object := func(bytes int) json.RawMessage {
		return json.RawMessage(`{"a":"` + strings.Repeat("x", bytes-8) + `"}`)
	}
	tests := []struct {
		name    string
		note    ledger.Note
		refused bool
	}{
		{"none", ledger.Note{}, false},
		{"both", ledger.Note{Reference: "invoice 17", Metadata: json.RawMessage(`{"a":1}`)}, false},
		{"longest reference", ledger.Note{Reference: strings.Repeat("ä", 140)}, false},
		{"reference too long", ledger.Note{Reference: strings.Repeat("ä", 141)}, true},
		{"reference of two lines", ledger.Note{Reference: "a\nb"}, true},
		{"reference with NUL", ledger.Note{Reference: "a\x00"}, true},
		{"largest metadata", ledger.Note{Metadata: object(2048)}, false},
		{"metadata too large", ledger.Note{Metadata: object(2049)}, true},
		{"metadata a list", ledger.Note{Metadata: json.RawMessage(`[]`)}, true},
		{"metadata a string", ledger.Note{Metadata: json.RawMessage(`"a"`)}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.note.Check(); errors.Is(err, fault.InvalidArgument) != tt.refused {
				t.Errorf("Check() = %v, want refused %t", err, tt.refused)
			}
		})
	}
}
