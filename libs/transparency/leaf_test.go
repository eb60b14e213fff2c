package transparency_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.com/simplebank/libs/transparency"
)

// TestLeafIsWrittenAsBefore would find a change of what is hashed: every leaf
// that is in a log would then be another.
func TestLeafIsWrittenAsBefore(t *testing.T) {
	full, least := leaf(41), leaf(41)
	full.ReversesTransferID, full.PostsTransferID, full.Reference = 40, 39, "café\u2028 </\"\\\x01\t\x7f"
	least.Reference, least.Metadata = "", ""
	for want, l := range map[string]transparency.Leaf{
		`{"version":1,"transfer_id":42,"from_account_id":7,"to_account_id":8,"amount":2500,"currency":"USD",` +
			`"created_at":"2026-11-25T02:21:46.123456Z","salt":"AQIDAAAAAAAAAAAAAAAAAA=="}`: least,
		`{"version":1,"transfer_id":42,"from_account_id":7,"to_account_id":8,"amount":2500,"currency":"USD",` +
			`"reverses_transfer_id":40,"posts_transfer_id":39,"reference":"café` + "\u2028" + ` </\"\\\u0001\t` + "\x7f" + `","metadata":"{\"order\":7.00}",` +
			`"created_at":"2026-11-25T02:21:46.123456Z","salt":"AQIDAAAAAAAAAAAAAAAAAA=="}`: full,
	} {
		if diff := cmp.Diff(want, string(l.Marshal())); diff != "" {
			t.Errorf("leaf (-want +got):\n%s", diff)
		}
	}
	if got, want := least.Hash().String(), "sQpifvHrJUWprKwFYP1rBl9moYNBdWBv44Df4hca3V4="; got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

func TestLeafIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyLeaf.Draw(t, "leaf")
		got, err := transparency.ParseLeaf(want.Marshal())
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestLeafIsReadStrictly(t *testing.T) {
	good := string(leaf(1).Marshal())
	for _, change := range [][2]string{
		{`"version":1`, `"version":2`}, {`"amount":2500`, `"amount":2.5e3`}, {`"amount"`, `"Amount"`},
		{`,"salt"`, `, "salt"`}, {`"USD"`, `"\u0055SD"`}, {`"amount":2500`, `"amount":2500,"amount":2500`},
		{`"version":1`, `"version":1,"extra":1`}, {`46.123456Z`, `46.1234560Z`}, {`46.123456Z`, `46.123456+00:00`},
		{`"salt":"AQID`, `"salt":"AQI`}, {`AAAA=="`, `AAAB=="`}, {`{"version"`, `["version"`}, {`"reference":"invoice 1"`, `"reference":""`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%q is not in %s", change[0], good)
		}
		if _, err := transparency.ParseLeaf([]byte(bad)); err == nil {
			t.Errorf("taken: %s", bad)
		}
	}
}
