package console_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"example.com/simplebank/libs/money"
	"example.com/simplebank/services/bank/banktest"
	"example.com/simplebank/services/bank/console"
)

// maxSize is the most that a browser has to load for the console, in bytes.
const maxSize = 40_000

func paths(t *testing.T) []string {
	t.Helper()
	c, err := console.New()
	if err != nil {
		t.Fatal(err)
	}
	return c.Paths()
}

func TestFiles(t *testing.T) {
	client := banktest.Start(t).Client()
	client.Header = http.Header{"Accept-Encoding": {"gzip"}}
	size := 0
	for _, path := range paths(t) {
		answer := client.Get(t, path)
		size += len(answer.Body)
		if answer.Status != http.StatusOK || answer.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d %v", path, answer.Status, answer.Header)
		}
		policy := answer.Header.Get("Content-Security-Policy")
		for _, directive := range []string{
			"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'self'",
			"frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
		} {
			if !strings.Contains(policy+";", directive+";") {
				t.Errorf("%s: %q is not in the policy %q", path, directive, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
	t.Logf("%d bytes", size)
	if size > maxSize {
		t.Errorf("the console is %d bytes, more than %d", size, maxSize)
	}
}

// TestScripts looks for what the policy would stop, and for what would be stopped
// only by it.
func TestScripts(t *testing.T) {
	client := banktest.Start(t).Client()
	for _, path := range paths(t) {
		content := string(client.Get(t, path).Body)
		for _, bad := range []string{`innerHTML`, `outerHTML`, `insertAdjacentHTML`, `document\.write`, `\beval\b`, `new Function`, `\sstyle=`, `\son\w+="`, `<script>`, `localStorage\.`, `parseFloat`, `https?://[a-vx-z]`} {
			if found := regexp.MustCompile(bad).FindString(content); found != "" {
				t.Errorf("%s: %q", path, found)
			}
		}
	}
}

// TestCurrencies holds the list of the console to that of the bank.
func TestCurrencies(t *testing.T) {
	var want strings.Builder
	want.WriteString("// How many decimal places each currency has. A test holds it to libs/money, and\n// prints it as it should be.\nexport const minorDigits = {\n")
	for i, currency := range money.Currencies() {
		separator := " "
		if i%12 == 0 {
			separator = "\n  "
			if i == 0 {
				separator = "  "
			}
		}
		fmt.Fprintf(&want, "%s%s: %d,", separator, currency, currency.MinorDigits())
	}
	want.WriteString("\n};\n")
	if got := string(banktest.Start(t).Client().Get(t, "/console/currencies.js").Body); got != want.String() {
		t.Errorf("services/bank/console/assets/currencies.js should be as follows, and then: go run ./tools/compress\n%s", &want)
	}
}
