// Package cursor writes a place in a list as text, for a caller to come back with
// for the next page.
//
// A cursor is opaque to callers, but no secret: it holds nothing that they have
// not been shown. It says itself of which query it is, so that any replica can
// read it, and none takes it for a place in another list.
package cursor

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"example.com/simplebank/libs/fault"
)

// version is of what follows it in a cursor.
const version = 1

// The parts of a cursor: lengths in bytes, of which base64 makes 40 characters.
const (
	lengthOfQuery = 9 // of a hash
	lengthOfSum   = 4
	length        = 1 + 8 + 8 + lengthOfQuery + lengthOfSum
)

// maxYear bounds the time of a place, as JSON and others do.
const maxYear = 9999

var encoding = base64.RawURLEncoding

// Position is a place in a list that is ordered by time and then id.
type Position struct {
	At time.Time // to the microsecond
	ID int64
}

// Format returns the cursor of a place in the list that a query asks for. The
// query is any text that is the same for the same list, whatever the page.
func Format(p Position, query string) string {
	b := append(make([]byte, 0, length), version)
	b = binary.BigEndian.AppendUint64(b, uint64(p.At.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(p.ID))
	b = append(b, hash(query)...)
	return encoding.EncodeToString(append(b, sum(b)...))
}

// Parse returns the place that the cursor tells, if it is of the query. Else the
// error is a fault.InvalidArgument.
func Parse(text, query string) (Position, error) {
	b, err := encoding.DecodeString(text) // which skips line ends
	if err != nil || len(b) != length || len(text) != encoding.EncodedLen(length) || b[0] != version || !bytes.Equal(sum(b[:length-lengthOfSum]), b[length-lengthOfSum:]) {
		return Position{}, garbled()
	}
	p := Position{
		At: time.UnixMicro(int64(binary.BigEndian.Uint64(b[1:]))).UTC(),
		ID: int64(binary.BigEndian.Uint64(b[9:])),
	}
	if year := p.At.Year(); year < 1 || year > maxYear || p.ID < 1 {
		return Position{}, garbled()
	}
	if !bytes.Equal(hash(query), b[17:17+lengthOfQuery]) {
		return Position{}, fault.New(fault.InvalidArgument,
			"cursor is of another query: leave all as it was but cursor and limit, or begin without a cursor")
	}
	return p, nil
}

func garbled() error {
	return fault.New(fault.InvalidArgument, "cursor must be a next_cursor, as it came")
}

func hash(query string) []byte {
	h := sha256.Sum256([]byte(query))
	return h[:lengthOfQuery]
}

// sum tells a cursor from one that was cut or mistyped.
func sum(b []byte) []byte {
	h := sha256.Sum256(b)
	return h[:lengthOfSum]
}
