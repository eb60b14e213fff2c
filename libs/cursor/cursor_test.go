package cursor_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/cursor"
	"example.com/simplebank/libs/fault"
)

var place = cursor.Position{At: time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC), ID: 17}

func TestThereAndBack(t *testing.T) {
	for _, p := range []cursor.Position{
		place,
		{At: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), ID: 1},
		{At: time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC), ID: math.MaxInt64},
	} {
		text := cursor.Format(p, "q")
		if got, err := cursor.Parse(text, "q"); err != nil || got != p {
			t.Errorf("%s: %+v, %v; want %+v", text, got, err, p)
		}
		if strings.ContainsAny(text, "+/=%&") {
			t.Errorf("%s needs to be escaped in a URL", text)
		}
	}
}

// TestReleasedFormat keeps cursors that callers have from being misread by the
// next release.
func TestReleasedFormat(t *testing.T) {
	const released = "AQAGR172V081AAAAAAAAABGONcLNO_ZkG9sRQ4iE"
	if got := cursor.Format(place, "q"); got != released {
		t.Errorf("Format = %s, want %s", got, released)
	}
}

func TestCursorOfAnotherQuery(t *testing.T) {
	text := cursor.Format(place, "entries of 1")
	for _, query := range []string{"entries of 2", "", "entries of 1 "} {
		_, err := cursor.Parse(text, query)
		if !errors.Is(err, fault.InvalidArgument) || !strings.Contains(err.Error(), "cursor is of another query") {
			t.Errorf("%q: %v", query, err)
		}
	}
}

func TestGarbled(t *testing.T) {
	text := cursor.Format(place, "q")
	tests := map[string]string{
		"empty":           "",
		"words":           "next",
		"cut":             text[:len(text)-1],
		"cut by 4":        text[:len(text)-4],
		"longer":          text + "AAAA",
		"in quotes":       `"` + text + `"`,
		"broken over":     text[:20] + "\n" + text[20:],
		"other alphabet":  strings.Repeat("+", len(text)),
		"other version":   "Ag" + text[2:],
		"nothing but 0":   base64.RawURLEncoding.EncodeToString(make([]byte, 30)),
		"a time too late": cursor.Format(cursor.Position{At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), ID: 1}, "q"),
		"a time too soon": cursor.Format(cursor.Position{At: time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), ID: 1}, "q"),
		"no id":           cursor.Format(cursor.Position{At: place.At}, "q"),
		"id below 0":      cursor.Format(cursor.Position{At: place.At, ID: -1}, "q"),
	}
	// Any one character mistyped.
	for i := range text {
		other := "A"
		if text[i] == 'A' {
			other = "B"
		}
		tests["mistyped at "+text[:i]] = text[:i] + other + text[i+1:]
	}
	for name, garbled := range tests {
		_, err := cursor.Parse(garbled, "q")
		if !errors.Is(err, fault.InvalidArgument) || !strings.Contains(err.Error(), "cursor must be a next_cursor") {
			t.Errorf("%s: %q: %v", name, garbled, err)
		}
	}
}

// FuzzParse is of any text, which hardly ever has the right sum.
func FuzzParse(f *testing.F) {
	f.Add(cursor.Format(place, "q"), "q")
	f.Add(cursor.Format(place, "q"), "")
	f.Add(cursor.Format(place, "q")+"\n", "q")
	f.Add("", "q")
	f.Fuzz(func(t *testing.T, text, query string) {
		p, err := cursor.Parse(text, query)
		if err == nil && cursor.Format(p, query) != text {
			t.Errorf("%q is a second way to write %q", text, cursor.Format(p, query))
		}
		if err != nil && (p != cursor.Position{} || !errors.Is(err, fault.InvalidArgument)) {
			t.Errorf("%q: %+v, %v", text, p, err)
		}
	})
}

// FuzzParseOfRightSums is of cursors whose sum is right, whatever they tell.
func FuzzParseOfRightSums(f *testing.F) {
	year := func(y int) int64 { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro() }
	for _, at := range []int64{place.At.UnixMicro(), 0, -1, year(1) - 1, year(1), year(10000) - 1, year(10000), math.MinInt64, math.MaxInt64} {
		f.Add(byte(1), at, place.ID, "q", "q")
	}
	for _, id := range []int64{math.MinInt64, -1, 0, 1, math.MaxInt64} {
		f.Add(byte(1), place.At.UnixMicro(), id, "q", "q")
	}
	f.Add(byte(1), place.At.UnixMicro(), place.ID, "q", "another")
	f.Add(byte(0), place.At.UnixMicro(), place.ID, "q", "q")
	f.Add(byte(2), place.At.UnixMicro(), place.ID, "", "")
	f.Fuzz(func(t *testing.T, version byte, micros, id int64, of, query string) {
		text := summed(version, micros, id, of)
		p, err := cursor.Parse(text, query)
		good := version == 1 && year(1) <= micros && micros < year(10000) && id >= 1 && of == query
		switch {
		case good && (err != nil || p.At.UnixMicro() != micros || p.ID != id || p.At.Location() != time.UTC || cursor.Format(p, query) != text):
			t.Errorf("%q: %+v, %v", text, p, err)
		case !good && (p != cursor.Position{} || !errors.Is(err, fault.InvalidArgument)):
			t.Errorf("%q: %+v, %v, want to be refused", text, p, err)
		}
	})
}

// summed writes a cursor as it is kept, with the right sum.
func summed(version byte, micros, id int64, query string) string {
	b := binary.BigEndian.AppendUint64([]byte{version}, uint64(micros))
	b = binary.BigEndian.AppendUint64(b, uint64(id))
	ofQuery := sha256.Sum256([]byte(query))
	b = append(b, ofQuery[:9]...)
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(append(b, sum[:4]...))
}
