package ledger

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/simplebank/libs/fault"
)

const (
	maxReference = 140  // characters, as many as a SEPA transfer has
	maxMetadata  = 2048 // bytes
)

// Note is what whoever orders a transfer says about it. It means nothing to the
// bank.
type Note struct {
	Reference string          // such as the number of an invoice; may be empty
	Metadata  json.RawMessage // a JSON object without white space; nil for none
}

// or returns the note with what it leaves out as in the other.
func (n Note) or(other Note) Note {
	if n.Reference == "" {
		n.Reference = other.Reference
	}
	if n.Metadata == nil {
		n.Metadata = other.Metadata
	}
	return n
}

// Check returns a fault.InvalidArgument error for a note that cannot be kept.
func (n Note) Check() error {
	if utf8.RuneCountInString(n.Reference) > maxReference || strings.ContainsFunc(n.Reference, unicode.IsControl) {
		return fault.New(fault.InvalidArgument, "reference must be at most %d characters, none of them a control character", maxReference)
	}
	if n.Metadata != nil && (len(n.Metadata) > maxMetadata || !strings.HasPrefix(string(n.Metadata), "{")) {
		return fault.New(fault.InvalidArgument, "metadata must be a JSON object of at most %d bytes, white space aside", maxMetadata)
	}
	return nil
}
