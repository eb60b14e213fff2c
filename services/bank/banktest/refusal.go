package banktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// inside matches what no error message may show: names of Go types and of
// libraries, and words of the database.
var inside = regexp.MustCompile(`(?i)int64|float|Unmarshal|strconv|struct|golang|\.go\b|goroutine|pq:|sqlstate|constraint|violat|relation`)

// quoted matches what an error message repeats of the request.
var quoted = regexp.MustCompile(`"(\\.|[^"\\])*"`)

// WantLegRefusal checks that the answer is what [Answer.WantRefusal] checks, with
// the number of the leg of a batch that it is about.
func (a Answer) WantLegRefusal(t testing.TB, leg, status int, code string, words ...string) {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal(a.Body, &body); err != nil || body["leg"] != float64(leg) {
		t.Errorf("body %s, want leg %d", a.Body, leg)
		return
	}
	delete(body, "leg")
	rest, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	a.Body = rest
	a.WantRefusal(t, status, code, append(words, fmt.Sprintf("leg %d: ", leg))...)
}

// WantRefusal checks that the answer is an error of that status and code, in
// the form that all errors have, and that its text has the given words.
func (a Answer) WantRefusal(t testing.TB, status int, code string, words ...string) {
	t.Helper()
	if a.Status != status {
		t.Errorf("status %d, want %d: %s", a.Status, status, a.Body)
		return
	}
	if got := a.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	var body map[string]string
	if err := json.Unmarshal(a.Body, &body); err != nil {
		t.Errorf("%v in %s", err, a.Body)
		return
	}
	if len(body) != 3 || body["code"] != code || body["error"] == "" {
		t.Errorf("body %s, want code %s", a.Body, code)
	}
	if id := body["request_id"]; id == "" || id != a.Header.Get("X-Request-Id") {
		t.Errorf("request id %q in the body, %q in the header", id, a.Header.Get("X-Request-Id"))
	}
	if leak := inside.FindString(quoted.ReplaceAllString(body["error"], "")); leak != "" {
		t.Errorf("the error shows the inside (%q): %s", leak, body["error"])
	}
	for _, word := range words {
		if !strings.Contains(body["error"], word) {
			t.Errorf("%q is not in the error %q", word, body["error"])
		}
	}
	if challenge := a.Header.Get("WWW-Authenticate"); (challenge != "") != (status == http.StatusUnauthorized) {
		t.Errorf("status %d with WWW-Authenticate %q", status, challenge)
	}
	if code == "timeout" || code == "outcome_unknown" {
		return // to repeat a move of money is good with a key only
	}
	passes := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable || code == "request_in_flight"
	if retry := a.Header.Get("Retry-After"); (retry != "") != passes {
		t.Errorf("status %d, code %s with Retry-After %q", status, code, retry)
	}
}
