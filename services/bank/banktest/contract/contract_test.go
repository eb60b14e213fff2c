package contract_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"example.com/simplebank/services/bank/banktest/contract"
)

// exchange is a good one; the tests spoil it.
func exchange(method, target, sent string, status int, body string) contract.Exchange {
	e := contract.Exchange{
		Request: httptest.NewRequest(method, target, nil),
		Sent:    []byte(sent),
		Status:  status,
		Header:  http.Header{"X-Request-Id": {"1"}, "Content-Type": {"application/json; charset=utf-8"}},
		Body:    []byte(body),
	}
	if status == http.StatusUnauthorized {
		e.Header.Set("WWW-Authenticate", "Bearer")
	}
	return e
}

const (
	anAccount = `{"id": 7, "owner": "alice", "balance": 0, "available": 0, "currency": "USD", "created_at": "2026-05-04T09:31:00Z"}`
	aRefusal  = `{"error": "no", "code": "account_not_found", "request_id": "1"}`
	ofALeg    = `{"error": "leg 1: no", "code": "account_not_found", "request_id": "1", "leg": 1}`
)

func without(header string) func(*contract.Exchange) {
	return func(e *contract.Exchange) { e.Header.Del(header) }
}

func with(header, value string) func(*contract.Exchange) {
	return func(e *contract.Exchange) { e.Header.Set(header, value) }
}

func TestCheck(t *testing.T) {
	undocumented := func(e *contract.Exchange) { e.Undocumented = true }
	tests := []struct {
		name                         string
		method, target, sent, answer string
		status                       int
		spoil                        func(*contract.Exchange)
		words                        string // of the error; none without
	}{
		{"good", "GET", "/accounts/7", "", anAccount, 200, nil, ""},
		{"good refusal", "GET", "/accounts/7", "", aRefusal, 404, nil, ""},
		{"good query", "GET", "/accounts?page_id=1&page_size=5", "", "[" + anAccount + "]", 200, nil, ""},
		{"good body", "POST", "/accounts", `{"currency": "USD"}`, anAccount, 200, nil, ""},
		{"good refusal of a leg", "POST", "/transfers/batch", "", ofALeg, 404, nil, ""},
		{"good text", "GET", "/ledger/checkpoint", "", "x", 200, with("Content-Type", "text/plain"), ""},
		{"good without a body", "HEAD", "/readyz", "", "", 200, nil, ""},
		{"path that is not there", "GET", "/nothing", "", aRefusal, 404, nil, ""},
		{"method that is not there", "GET", "/users", "", aRefusal, 405, nil, ""},
		{"part of a page", "GET", "/docs/page.js", "", "x", 200, nil, ""},
		{"strange on purpose", "POST", "/accounts", `{"currency": "USD", "x": 1}`, anAccount, 200, undocumented, ""},

		{"route that is not in the document", "GET", "/nothing", "", anAccount, 200, nil, "no such operation"},
		{"method that is not in the document", "PUT", "/accounts", "", anAccount, 200, nil, "no such operation"},
		{"status", "GET", "/accounts/7", "", aRefusal, 409, nil, "status 409"},
		{"refusal of a leg", "GET", "/accounts/7", "", ofALeg, 404, nil, "'leg' not allowed"},
		{"refusal of no leg", "POST", "/transfers/batch", "", aRefusal, 404, nil, "missing property 'leg'"},
		{"code", "GET", "/accounts/7", "", strings.Replace(aRefusal, "account", "transfer", 1), 404, nil, "/code"},
		{"field too many", "GET", "/accounts/7", "", strings.Replace(anAccount, "{", `{"x": 1, `, 1), 200, nil, "'x' not allowed"},
		{"field too few", "GET", "/accounts/7", "", strings.Replace(anAccount, `"balance": 0, `, "", 1), 200, nil, "'balance'"},
		{"type", "GET", "/accounts/7", "", strings.Replace(anAccount, "7", `"7"`, 1), 200, nil, "/id"},
		{"format", "GET", "/accounts/7", "", strings.Replace(anAccount, "T", " ", 1), 200, nil, "/created_at"},
		{"in a list", "GET", "/accounts?page_id=1&page_size=5", "", "[{}]", 200, nil, "missing properties"},
		{"no JSON", "GET", "/accounts/7", "", "x", 200, nil, "invalid character"},
		{"no body", "GET", "/accounts/7", "", "", 200, nil, "EOF"},
		{"body of HEAD", "HEAD", "/readyz", "", "x", 200, nil, "there is a body"},
		{"no header", "GET", "/accounts/7", "", anAccount, 200, without("X-Request-Id"), "no X-Request-Id"},
		{"header of another form", "GET", "/accounts/7", "", anAccount, 200, with("X-Request-Id", "ä"), "X-Request-Id is"},
		{"header too many", "GET", "/accounts/7", "", anAccount, 200, with("Retry-After", "1"), "Retry-After is not in the document"},
		{"content type", "GET", "/accounts/7", "", anAccount, 200, with("Content-Type", "text/html"), "content type"},

		{"accepted field", "POST", "/accounts", `{"currency": "USD", "x": 1}`, anAccount, 200, nil, "'x' not allowed"},
		{"accepted without a field", "POST", "/accounts", `{}`, anAccount, 200, nil, "'currency'"},
		{"accepted without a body", "POST", "/accounts", "", anAccount, 200, nil, "EOF"},
		{"accepted body", "GET", "/accounts/7", "{}", anAccount, 200, nil, "body of the request"},
		{"accepted parameter", "GET", "/accounts/7?x=1", "", anAccount, 200, nil, "parameter x"},
		{"accepted without a parameter", "GET", "/accounts?page_id=1", "", "[]", 200, nil, "no page_size"},
		{"accepted value", "GET", "/accounts?page_id=1&page_size=50", "", "[]", 200, nil, "page_size is"},
		{"accepted id", "GET", "/accounts/x", "", anAccount, 200, nil, "id is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := exchange(tt.method, tt.target, tt.sent, tt.status, tt.answer)
			if tt.spoil != nil {
				tt.spoil(&e)
			}
			switch err := contract.Check(e); {
			case tt.words == "" && err != nil:
				t.Error(err)
			case tt.words != "" && (err == nil || !strings.Contains(err.Error(), tt.words)):
				t.Errorf("error %v, want one about %q", err, tt.words)
			}
		})
	}
}

func TestUnseen(t *testing.T) {
	unseen := func(what string) bool {
		t.Helper()
		all, err := contract.Unseen()
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(all, what)
	}
	const status, code, field, optional = "DELETE /sessions/{id}: 404", "DELETE /sessions/{id}: 404 session_not_found",
		"TransferRequest: with amount", "TransferRequest: without reference"
	for _, what := range []string{status, code, field, optional, "TransferRequest: with reference"} {
		if !unseen(what) {
			t.Errorf("%s is seen before it is", what)
		}
	}
	for _, what := range []string{"TransferRequest: without amount", "POST /transfers/batch: with code"} {
		if unseen(what) {
			t.Errorf("%s is expected, which never comes", what)
		}
	}
	id := "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
	refusal := `{"error": "no", "code": "session_not_found", "request_id": "1"}`
	if err := contract.Check(exchange("DELETE", "/sessions/"+id, "", 404, refusal)); err != nil {
		t.Fatal(err)
	}
	posting := `{"transfer": {"id": 1, "from_account_id": 1, "to_account_id": 2, "amount": 3, "status": "booked", "created_at": "2026-05-04T09:31:00Z"},
		"from_account": ` + anAccount + `, "to_account": ` + anAccount + `,
		"from_entry": {"id": 1, "account_id": 1, "amount": -3, "created_at": "2026-05-04T09:31:00Z"},
		"to_entry": {"id": 2, "account_id": 2, "amount": 3, "created_at": "2026-05-04T09:31:00Z"}}`
	request := `{"from_account_id": 1, "to_account_id": 2, "amount": 3, "currency": "USD"}`
	if err := contract.Check(exchange("POST", "/transfers", request, 200, posting)); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{status, code, field, optional, "Entry: with amount"} {
		if unseen(what) {
			t.Errorf("%s is not seen", what)
		}
	}
	if !unseen("TransferRequest: with reference") {
		t.Error("a field is seen that was left out")
	}
}

func TestExamples(t *testing.T) {
	examples, err := contract.Examples()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]contract.Example{}
	for _, e := range examples {
		found[e.Name] = e
	}
	if e := found["GET /accounts"]; e.Path != "/accounts?page_id=1&page_size=5" || e.Open || e.Body != nil {
		t.Errorf("%+v", e)
	}
	e := found["POST /accounts/{id}/deposits"]
	if e.Method != "POST" || e.Path != "/accounts/156/deposits" || string(e.Body) != `{"amount":10000}` || !slices.Equal(e.Required, []string{"amount"}) {
		t.Errorf("%+v: %s", e, e.Body)
	}
	if !e.Answer(422, "balance_overflow") || e.Answer(422, "insufficient_funds") || !e.Answer(200, "") || e.Answer(201, "") {
		t.Errorf("answers %v", e.Answers)
	}
	if !found["POST /users"].Open {
		t.Error("whoever has no user has no token either")
	}
	if err := contract.CheckExamples(); err != nil {
		t.Error(err)
	}
}
