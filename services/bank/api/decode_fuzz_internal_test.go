package api

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/ledger"
)

// FuzzMoves reads bodies as every request that moves money: whatever they are,
// they are taken or refused with an error that is the caller's, and what is taken
// can be judged.
func FuzzMoves(f *testing.F) {
	gin.SetMode(gin.ReleaseMode)
	for _, body := range []string{
		``, `null`, `[]`, `{}`, `{"legs": null}`, `{"legs": [null]}`, `{"legs": [[]]}`, `{"legs": [1, {}]}`,
		`{"from_account_id": 1, "to_account_id": 2, "amount": 3, "currency": "USD", "reference": "r", "metadata": {"a": 1}}`,
		`{"from_account_id": 1, "to_account_id": 2, "amount": 3, "currency": "USD", "pending": true, "expires_in": "15m"}`,
		`{"pending": 1, "expires_in": "-1s", "amount": 1e30}`,
		`{"currency": "USD", "legs": [{"from_account_id": 1, "to_account_id": 2, "amount": 3, "metadata": {}}, {"amount": "x"}]}`,
		`{"currency": "USD", "legs": [{"from_account_id": 1, "to_account_id": 2, "amount": 3, "metadata": []}]}`,
		`{"amount": 9223372036854775808}`, "{\"reference\": \"\xff\"}", `{"metadata": {"\ud800": "\u0000"}}`,
		`{"amount": 1, "AMOUNT": 2}`, `{"amount": 1, "am\u006funt": 2}`, `{"reference": "\ud83d\ude00\\"}`, `{"\ud800": [{"]": "\""}]}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r, ok := decoded[transferRequest](t, body); ok {
			judge(t, r.order("u", "depositor", "USD"))
		}
		if r, ok := decoded[batchRequest](t, body); ok {
			for _, leg := range r.Legs {
				judge(t, leg.order("u", "depositor", "USD"))
			}
		}
		decoded[postRequest](t, body)
		decoded[cashRequest](t, body)
		decoded[nothing](t, body)
	})
}

// decoded returns the request in the body, and whether it was taken.
func decoded[T checker](t *testing.T, body []byte) (T, bool) {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
	request, err := decode[T](c)
	if known := new(fault.Error); err != nil && (!errors.As(err, &known) || statuses[known.Code] == 0) {
		t.Errorf("%T of %q: %v, which is not the caller's error", request, body, err)
	}
	return request, err == nil
}

// judge has the order judged: no account is there, and that is all that may be
// wrong.
func judge(t *testing.T, order ledger.Order) {
	_, err := order.Transfer(ledger.Accounts{})
	if !errors.Is(err, fault.AccountNotFound) && !errors.Is(err, fault.SameAccount) {
		t.Errorf("%+v was taken, but: %v", order, err)
	}
}
