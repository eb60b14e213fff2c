package api_test

import (
	"net/http"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

// TestNothingIsEscapedForHTML: metadata comes back as it came, wherever it does.
func TestNothingIsEscapedForHTML(t *testing.T) {
	b := newBank(t)
	const metadata = `"metadata":{"<a>":"&\u003c>` + "\u2028" + `"}`
	const reference = `"reference":"<b>&"`
	leg := `{"from_account_id":` + id(b.from.ID) + `,"to_account_id":` + id(b.to.ID) + `,"amount":1,` + reference + `,` + metadata
	order := leg + `,"currency":"USD"`
	alice := withKey(b.alice, "k")
	want := func(a banktest.Answer, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if a.Status != http.StatusOK || !strings.Contains(string(a.Body), text) || a.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%d %v %s, want %s", a.Status, a.Header, a.Body, text)
			}
		}
	}
	want(alice.Post(t, "/transfers", order+`}`), reference, metadata)
	want(alice.Post(t, "/transfers", order+`}`), reference, metadata) // which is kept
	want(b.alice.Post(t, "/transfers", order+`,"pending":true}`), reference, metadata)
	want(b.alice.Post(t, "/transfers/batch", `{"currency":"USD","legs":[`+leg+`}]}`), reference, metadata)
	want(b.alice.Get(t, "/transfers"), reference, metadata)
	want(b.alice.Get(t, "/accounts/"+id(b.from.ID)+"/entries"), reference)
	refused := b.alice.Post(t, "/transfers", `{"<&>":1}`)
	refused.WantRefusal(t, http.StatusBadRequest, "invalid_argument")
	if !strings.Contains(string(refused.Body), `\"<&>\"`) {
		t.Errorf("refusal %s", refused.Body)
	}
}
