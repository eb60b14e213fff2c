package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

// FuzzMoneyRoutes sends bodies with keys to the routes that move money, twice
// each. Whatever they are, the answer is the money's, the second time with a key
// too, or a refusal that is the caller's fault.
func FuzzMoneyRoutes(f *testing.F) {
	b := newBank(f)
	sent := banktest.Decode[posting](f, b.alice.Post(f, "/transfers", b.order()))
	account := "/accounts/" + id(b.to.ID)
	// One that is pending, whoever posts or voids it first.
	answer := b.alice.Post(f, "/transfers", b.order().with("pending", true))
	var held struct{ Transfer struct{ ID int64 } }
	if err := json.Unmarshal(answer.Body, &held); err != nil || answer.Status != http.StatusOK {
		f.Fatalf("reserve: %d %s", answer.Status, answer.Body)
	}
	pending := "/transfers/" + id(held.Transfer.ID)
	routes := []string{
		account + "/deposits", account + "/withdrawals", "/transfers", reversePath(sent),
		"/transfers/batch", pending + "/post", pending + "/void",
	}
	order := fmt.Sprintf(`{"from_account_id":%d,"to_account_id":%d,"amount":1,"currency":"USD"`, b.from.ID, b.to.ID)
	leg := fmt.Sprintf(`{"from_account_id":%d,"to_account_id":%d,"amount":1,"reference":"\u2028"}`, b.from.ID, b.to.ID)
	for _, seed := range []struct{ key, body string }{
		{``, `{"amount":1}`},
		{`k`, `{"amount":1}`},
		{`"k 2"`, `{"amount":9223372036854775807}`},
		{`"\"`, `{"amount":-1,"amount":1.5}`},
		{`a,b`, `[]`},
		{``, order + `}`},
		{`t`, order + `,"reference":"invoice 17","metadata":{"a":[1,null,"b"]}}`},
		{``, order + `,"reference":"\u0000"}`},
		{``, order + `,"reference":"\ud800","metadata":{"\u0000":"\ud800","n":1e999}}`},
		{``, order + `,"metadata":{"a":1,"a":{}}}`},
		{`p`, order + `,"pending":true,"metadata":{"\u0000":"\ud800","n":1e999999}}`},
		{``, order + `,"pending":true,"expires_in":"1s"}`},
		{`p`, order + `,"pending":true,"metadata":{"a":"\u0000"}}`},
		{``, order + `,"pending":true,"expires_in":"2562047h47m16.854775807s"}`},
		{``, order + `,"expires_in":"1h"}`},
		{`b`, `{"currency":"USD","legs":[` + leg + `,` + leg + `]}`},
		{``, `{"currency":"USD","legs":[` + leg + `,{"amount":1.5}]}`},
		{``, `{"currency":"USD","legs":[null]}`},
		{``, `{"reference":"ä","metadata":null}`},
		{`r`, ``},
		{``, `{}`},
		{``, `{"amount":1,"AMOUNT":3}`},
		{``, `{"amount":1,"amo\u0075nt":3,"struct":"int64"}`},
	} {
		for route := range routes {
			f.Add(uint8(route), seed.key, []byte(seed.body))
		}
	}
	f.Fuzz(func(t *testing.T, route uint8, key string, body []byte) {
		client := b.banker
		client.Undocumented = true // as a body of void is, which may be {}
		if !isHeader(key) {
			t.Skip("no client sends this")
		}
		if key != "" {
			client = withKey(client, key)
		}
		path := routes[int(route)%len(routes)]
		first := client.Post(t, path, string(body))
		wantAnswer(t, first)
		again := client.Post(t, path, string(body))
		wantAnswer(t, again)
		if key != "" && first.Status == http.StatusOK &&
			(again.Header.Get("Idempotent-Replayed") != "true" || string(again.Body) != string(first.Body)) {
			t.Errorf("again: %d %v %s, want %s replayed", again.Status, again.Header, again.Body, first.Body)
		}
	})
}

// isHeader reports whether the text can be the value of a header, and arrives as
// it is.
func isHeader(s string) bool {
	return s == strings.TrimSpace(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// wantAnswer checks that the answer is a posting, or a refusal that is the
// caller's fault.
func wantAnswer(t *testing.T, a banktest.Answer) {
	t.Helper()
	if a.Status == http.StatusOK {
		// Not all of it: metadata may have numbers that no type has.
		var p struct {
			Transfer struct {
				Amount int64  `json:"amount"`
				Status string `json:"status"`
			} `json:"transfer"`
			FromEntry entry             `json:"from_entry"`
			ToEntry   entry             `json:"to_entry"`
			Transfers []json.RawMessage `json:"transfers"` // of a batch
		}
		if err := json.Unmarshal(a.Body, &p); err != nil {
			t.Fatalf("%v in %s", err, a.Body)
		}
		moved := p.Transfer.Amount
		if p.Transfer.Status != "booked" {
			moved = 0
		}
		if (p.Transfer.Amount < 1) == (len(p.Transfers) == 0) || p.FromEntry.Amount != -moved || p.ToEntry.Amount != moved {
			t.Errorf("%s", a.Body)
		}
		return
	}
	var refusal map[string]any
	if err := json.Unmarshal(a.Body, &refusal); err != nil || a.Status >= http.StatusInternalServerError {
		t.Errorf("%d %s, %v", a.Status, a.Body, err)
		return
	}
	delete(refusal, "leg") // of a batch: the one field that not all have
	code, _ := refusal["code"].(string)
	var err error
	if a.Body, err = json.Marshal(refusal); err != nil {
		t.Fatal(err)
	}
	a.WantRefusal(t, a.Status, code)
}
