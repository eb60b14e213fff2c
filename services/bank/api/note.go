package api

import (
	"bytes"
	"encoding/json"

	"example.com/simplebank/libs/ledger"
)

// noteRequest is the part of a request that is about a note.
type noteRequest struct {
	Reference string          `json:"reference"`
	Metadata  json.RawMessage `json:"metadata"`
}

func (r noteRequest) check() error { return r.note().Check() }

func (r noteRequest) note() ledger.Note {
	note := ledger.Note{Reference: r.Reference}
	if len(r.Metadata) > 0 && string(r.Metadata) != "null" {
		var compact bytes.Buffer
		_ = json.Compact(&compact, r.Metadata) // the decoder has seen that it is JSON
		note.Metadata = compact.Bytes()
	}
	return note
}
