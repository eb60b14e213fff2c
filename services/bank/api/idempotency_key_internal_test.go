package api

import (
	"errors"
	"strings"
	"testing"

	"example.com/simplebank/libs/fault"
)

func TestParseIdempotencyKey(t *testing.T) {
	long := strings.Repeat("k", 255)
	tests := []struct {
		name   string
		header []string
		want   string // refused if empty
	}{
		{"quoted", []string{`"8e03978e-40d5-43dd-bc93-6894a57f9324"`}, "8e03978e-40d5-43dd-bc93-6894a57f9324"},
		{"bare", []string{`8e03978e-40d5-43dd-bc93-6894a57f9324`}, "8e03978e-40d5-43dd-bc93-6894a57f9324"},
		{"bare with signs", []string{`order/17:pay+1=a@b`}, `order/17:pay+1=a@b`},
		{"quoted with spaces", []string{`" a, b; c "`}, ` a, b; c `},
		{"escapes", []string{`"a\"b\\c"`}, `a"b\c`},
		{"longest", []string{long}, long},
		{"longest quoted", []string{`"` + strings.Repeat(`\"`, 255) + `"`}, strings.Repeat(`"`, 255)},

		{"empty", []string{""}, ""},
		{"empty quoted", []string{`""`}, ""},
		{"too long", []string{long + "k"}, ""},
		{"too long quoted", []string{`"` + long + `k"`}, ""},
		{"two", []string{"a", "b"}, ""},
		{"two in one", []string{`"a", "b"`}, ""},
		{"a list", []string{"a,b"}, ""},
		{"with a parameter", []string{`"a";b=c`}, ""},
		{"bare with a parameter", []string{`a;b=c`}, ""},
		{"bare with a space", []string{`a b`}, ""},
		{"not closed", []string{`"a`}, ""},
		{"only a quote", []string{`"`}, ""},
		{"closed by an escape", []string{`"a\"`}, ""},
		{"another escape", []string{`"a\n"`}, ""},
		{"not ASCII", []string{`"ä"`}, ""},
		{"bare, not ASCII", []string{`ä`}, ""},
		{"not UTF-8", []string{"\xff"}, ""},
		{"a control character", []string{"\"a\tb\""}, ""},
		{"delete", []string{"a\x7f"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseIdempotencyKey(tt.header)
			if got != tt.want || errors.Is(err, fault.InvalidArgument) != (tt.want == "") {
				t.Errorf("key %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func FuzzIdempotencyKey(f *testing.F) {
	for _, seed := range []string{`a`, `"a"`, `"a\"b\\c"`, `"a\`, `"`, `a,b`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		key, err := parseIdempotencyKey([]string{header})
		if err != nil {
			return
		}
		if key == "" || len(key) > maxIdempotencyKey || !isPrintable(key) {
			t.Errorf("%q gives the key %q", header, key)
		}
		quoted := `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(key) + `"`
		if again, err := parseIdempotencyKey([]string{quoted}); again != key {
			t.Errorf("%q gives the key %q, but %s gives %q, %v", header, key, quoted, again, err)
		}
	})
}
