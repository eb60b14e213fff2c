package console_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/services/bank/banktest"
)

// inModule returns what the expression comes to for each input, as text; in it, m
// is the module and x the input.
func inModule(t *testing.T, tab *browsertest.Tab, module, expression string, inputs any) []string {
	t.Helper()
	encoded, err := json.Marshal(inputs)
	if err != nil {
		t.Fatal(err)
	}
	return browsertest.Evaluate[[]string](tab, fmt.Sprintf(`import("/console/%s").then((m) => %s.map((x) => {
		try { return String(%s); } catch (error) { return "refused: " + error.message; }
	}))`, module, encoded, expression))
}

// TestExactNumbers reads JSON whose numbers are beyond what a float can tell apart.
func TestExactNumbers(t *testing.T) {
	tab := open(t, browsertest.Start(t), banktest.Start(t))
	tests := []struct{ text, want string }{
		{`{"a":9223372036854775807}`, `{a: 9223372036854775807n}`},
		{`{"a":-9223372036854775808}`, `{a: -9223372036854775808n}`},
		{`{"a":9007199254740993}`, `{a: 9007199254740993n}`},
		{`[0,-0,7 , 8]`, `[0n, 0n, 7n, 8n]`},
		{`{"a":1.5,"b":1e3,"c":-2E-1}`, `{a: 1.5, b: 1000, c: -0.2}`},
		{`{"a":"9007199254740993","b":"n5","c":"s5","d":""}`, `{a: "9007199254740993", b: "n5", c: "s5", d: ""}`},
		{`{"a":"say \"7\", \\","b":8}`, `{a: "say \"7\", \\", b: 8n}`},
		{`{"a\"1":1,"n2" :2,"3":{"4":[4]}}`, `{"3": {"4": [4n]}, "a\"1": 1n, n2: 2n}`},
		{`{"a":true,"b":null,"c":[],"d":{}}`, `{a: true, b: null, c: [], d: {}}`},
		{`{"a":"\u00e9 é 1"}`, `{a: "é é 1"}`},
		{`{"a":"not closed}`, `refused`},
		{`<html>`, `refused`},
		{``, `refused`},
	}
	var texts []string
	for _, tt := range tests {
		texts = append(texts, tt.text)
	}
	write := `function write(v) {
		if (typeof v === "bigint") return v + "n";
		if (Array.isArray(v)) return "[" + v.map(write).join(", ") + "]";
		if (v && typeof v === "object") return "{" + Object.keys(v).map((k) => (/^[a-z]\w*$/.test(k) ? k : JSON.stringify(k)) + ": " + write(v[k])).join(", ") + "}";
		return JSON.stringify(v);
	}`
	got := inModule(t, tab, "json.js", `(`+write+`)(m.parse(x))`, texts)
	for i, tt := range tests {
		if got[i] != tt.want && !(tt.want == "refused" && strings.HasPrefix(got[i], "refused")) {
			t.Errorf("parse(%s) = %s, want %s", tt.text, got[i], tt.want)
		}
	}

	body := browsertest.Evaluate[string](tab, `import("/console/json.js").then((m) => m.stringify({amount: 9223372036854775807n, "to\"": "a\"b", none: undefined, pending: true}))`)
	if want := `{"amount":9223372036854775807,"to\"":"a\"b","pending":true}`; body != want {
		t.Errorf("stringify: %s, want %s", body, want)
	}
}

// TestAmounts holds what the console shows and reads to what the bank says.
func TestAmounts(t *testing.T) {
	tab := open(t, browsertest.Start(t), banktest.Start(t))
	type amount struct {
		Minor    string `json:"minor"`
		Currency string `json:"currency"`
		plain    string
	}
	var amounts []amount
	add := func(minor int64, currency money.Currency) {
		text, _, _ := strings.Cut(money.Amount(minor).Format(currency), " ")
		amounts = append(amounts, amount{strconv.FormatInt(minor, 10), string(currency), text})
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, currency := range money.Currencies() {
		for _, minor := range []int64{0, 1, 10, 99, 100, 999, 1000, 1234, -1, -1234, math.MaxInt64, math.MinInt64, int64(random.Uint64())} {
			add(minor, currency)
		}
	}
	plain := inModule(t, tab, "money.js", `m.plain(BigInt(x.minor), x.currency)`, amounts)
	shown := inModule(t, tab, "money.js", `m.show(BigInt(x.minor), x.currency)`, amounts)
	read := inModule(t, tab, "money.js", `m.read(m.plain(BigInt(x.minor), x.currency), x.currency)`, amounts)
	for i, a := range amounts {
		if plain[i] != a.plain {
			t.Errorf("plain(%s, %s) = %s, want %s", a.Minor, a.Currency, plain[i], a.plain)
		}
		unmarked := strings.NewReplacer(",", "", "\u2212", "-", "\u00a0"+a.Currency, "").Replace(shown[i])
		if unmarked != a.plain {
			t.Errorf("show(%s, %s) = %s, want the digits of %s", a.Minor, a.Currency, shown[i], a.plain)
		}
		positive := a.Minor != "0" && a.Minor[0] != '-'
		if positive && read[i] != a.Minor || !positive && !strings.HasPrefix(read[i], "refused") {
			t.Errorf("read(%s, %s) = %s", a.plain, a.Currency, read[i])
		}
	}

	examples := []struct{ minor, currency, want string }{
		{"1234", "JPY", "1,234 JPY"},
		{"1234", "KWD", "1.234 KWD"},
		{"1234", "USD", "12.34 USD"},
		{"-123456789", "USD", "−1,234,567.89 USD"},
		{"9223372036854775807", "USD", "92,233,720,368,547,758.07 USD"},
	}
	var inputs [][]string
	for _, tt := range examples {
		inputs = append(inputs, []string{tt.minor, tt.currency})
	}
	got := inModule(t, tab, "money.js", `m.show(BigInt(x[0]), x[1])`, inputs)
	for i, tt := range examples {
		if strings.ReplaceAll(got[i], "\u00a0", " ") != tt.want {
			t.Errorf("show(%s, %s) = %s, want %s", tt.minor, tt.currency, got[i], tt.want)
		}
	}
}

func TestTypedAmounts(t *testing.T) {
	tab := open(t, browsertest.Start(t), banktest.Start(t))
	tests := []struct{ text, currency, want string }{
		{"12.34", "USD", "1234"},
		{" 12.34 ", "USD", "1234"},
		{"12", "USD", "1200"},
		{"12.3", "USD", "1230"},
		{"0012.30", "USD", "1230"},
		{"1234", "JPY", "1234"},
		{"1.234", "KWD", "1234"},
		{"1.2", "KWD", "1200"},
		{"92233720368547758.07", "USD", "9223372036854775807"},
		{"92233720368547758.08", "USD", "refused: The bank's largest amount is 92,233,720,368,547,758.07 USD."},
		{"12.345", "USD", "refused: USD has 2 decimal places: write an amount such as 12.34."},
		{"1234.0", "JPY", "refused: JPY has no decimal places: write an amount such as 12."},
		{"1,234", "USD", "refused: Write digits with at most one point, such as 12.34."},
		{"12,34", "USD", "refused: Write digits with at most one point, such as 12.34."},
		{"1,234", "JPY", "refused: Write digits only, such as 12."},
		{".5", "USD", "refused: Write digits with at most one point, such as 12.34."},
		{"5.", "USD", "refused: Write digits with at most one point, such as 12.34."},
		{"-5", "USD", "refused: Write digits with at most one point, such as 12.34."},
		{"1e3", "USD", "refused: Write digits with at most one point, such as 12.34."},
		{"١٢", "USD", "refused: Write digits with at most one point, such as 12.34."},
		{"0", "USD", "refused: The amount must be above zero."},
		{"0.00", "USD", "refused: The amount must be above zero."},
		{"", "USD", "refused: How much?"},
	}
	var inputs [][]string
	for _, tt := range tests {
		inputs = append(inputs, []string{tt.text, tt.currency})
	}
	got := inModule(t, tab, "money.js", `m.read(x[0], x[1])`, inputs)
	for i, tt := range tests {
		if strings.ReplaceAll(got[i], "\u00a0", " ") != tt.want {
			t.Errorf("read(%q, %s) = %s, want %s", tt.text, tt.currency, got[i], tt.want)
		}
	}
}
