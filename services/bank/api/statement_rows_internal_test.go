package api

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

func TestDefuse(t *testing.T) {
	for text, want := range map[string]string{
		"":               "",
		"rent, 3 = 4":    "rent, 3 = 4",
		"=1+1":           "'=1+1",
		"+49 170":        "'+49 170",
		"-5":             "'-5",
		"@SUM(A1)":       "'@SUM(A1)",
		"  =1":           "  '=1",
		"\u00a0=1":       "\u00a0'=1",
		`"=1"`:           `"'=1"`,
		"＝1":             "'＝1",
		"'=1":            "''=1",
		"it's":           "it's",
		"a;=1":           "a;'=1",
		`a; "@x";b;"-1"`: `a; "'@x";b;"'-1"`,
		"==1":            "'==1",
	} {
		if got := defuse(text); got != want {
			t.Errorf("defuse(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestDefuseIsUndone takes the apostrophes away as docs/statements.md says.
func TestDefuseIsUndone(t *testing.T) {
	added := regexp.MustCompile(`(^|;)([\s\p{Z}"]*)'`)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+\-@＝'"; a]{0,12}`).Draw(t, "text")
		if got := added.ReplaceAllString(defuse(text), "$1$2"); got != text {
			t.Errorf("%q became %q, and that %q", text, defuse(text), got)
		}
	})
}
