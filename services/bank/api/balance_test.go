package api_test

import (
	"net/http"
	"testing"
	"time"

	"example.com/simplebank/services/bank/banktest"
)

type balance struct {
	AccountID int64     `json:"account_id"`
	Currency  string    `json:"currency"`
	At        time.Time `json:"at"`
	Balance   int64     `json:"balance"`
}

func TestBalanceAt(t *testing.T) {
	b := newBank(t)
	moved := b.move(t, 2500, "").Transfer.CreatedAt
	path := "/accounts/" + id(b.from.ID) + "/balance"
	for at, want := range map[time.Time]int64{
		moved:                        7500,
		moved.Add(-time.Microsecond): 10000,
		b.from.CreatedAt:             0,
		time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC): 0,
	} {
		got := banktest.Decode[balance](t, b.alice.Get(t, path+"?at="+at.Format(time.RFC3339Nano)))
		if got != (balance{AccountID: b.from.ID, Currency: "USD", At: at, Balance: want}) {
			t.Errorf("at %v: %+v, want %d", at, got, want)
		}
	}
	if now := banktest.Decode[balance](t, b.alice.Get(t, path)); now.Balance != 7500 || !isRecent(now.At) || !now.At.After(moved) {
		t.Errorf("now: %+v", now)
	}
	b.bob.Get(t, path).WantRefusal(t, http.StatusUnauthorized, "not_owner")
	b.alice.Get(t, "/accounts/999/balance").WantRefusal(t, http.StatusNotFound, "account_not_found")
}
