package api_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/services/bank/banktest"
)

func TestCreateAccount(t *testing.T) {
	client := banktest.Start(t).NewUser(t, "alice")

	got := openAccount(t, client, "EUR")

	want := account{ID: got.ID, Owner: "alice", Currency: "EUR", CreatedAt: got.CreatedAt}
	if diff := cmp.Diff(want, got); diff != "" || got.ID < 1 || !isRecent(got.CreatedAt) {
		t.Errorf("account %+v (-want +got):\n%s", got, diff)
	}
	client.Post(t, "/accounts", object{"currency": "EUR"}).WantRefusal(t, http.StatusForbidden, "account_exists")
	for _, currency := range []any{nil, "", "XYZ", "eur", "EUR\x00", "XXX", "XAU", "CHE", "BGN"} {
		client.Post(t, "/accounts", object{}.with("currency", currency)).
			WantRefusal(t, http.StatusBadRequest, "unknown_currency", "currency must be the ISO 4217 code of a national currency in capitals, such as USD, EUR or JPY")
	}
	client.Post(t, "/accounts", object{"currency": 1}).
		WantRefusal(t, http.StatusBadRequest, "invalid_argument", "currency must be a string")
	client.Post(t, "/accounts", object{"currency": "USD", "balance": 5}).
		WantRefusal(t, http.StatusBadRequest, "invalid_argument", `the body has "balance", which is not accepted; it may have currency`)
}

func TestTokenOfUserWhoIsGone(t *testing.T) {
	server := banktest.Start(t)
	client := server.NewUser(t, "alice")
	if _, err := server.DB(t).ExecContext(t.Context(), "DELETE FROM sessions; DELETE FROM users"); err != nil {
		t.Fatal(err)
	}
	client.Post(t, "/accounts", object{"currency": "EUR"}).WantRefusal(t, http.StatusUnauthorized, "user_not_found")
	client.Post(t, "/accounts/1/deposits", object{"amount": 1}).WantRefusal(t, http.StatusUnauthorized, "user_not_found")
}

func TestGetAccount(t *testing.T) {
	server := banktest.Start(t)
	alice, bob := server.NewUser(t, "alice"), server.NewUser(t, "bob")
	want := openAccount(t, alice, "USD")
	path := "/accounts/" + id(want.ID)

	if got := banktest.Decode[account](t, alice.Get(t, path)); got != want {
		t.Errorf("account %+v, want %+v", got, want)
	}
	bob.Get(t, path).WantRefusal(t, http.StatusUnauthorized, "not_owner")
	for _, missing := range []string{"1" /* a system account */, "999", "9223372036854775807"} {
		alice.Get(t, "/accounts/"+missing).WantRefusal(t, http.StatusNotFound, "account_not_found")
	}
	for _, bad := range []string{"0", "-1", "abc", "1.5", "9223372036854775808", "%00", "1%00", "%ff"} {
		alice.Get(t, "/accounts/"+bad).WantRefusal(t, http.StatusBadRequest, "invalid_argument", "account id must be a whole number")
	}
}

func TestListAccounts(t *testing.T) {
	server := banktest.Start(t)
	alice, bob := server.NewUser(t, "alice"), server.NewUser(t, "bob")
	openAccount(t, bob, "USD")
	all := []account{openAccount(t, alice, "USD"), openAccount(t, alice, "EUR"), openAccount(t, alice, "CAD")}

	for query, want := range map[string][]account{
		"page_id=1&page_size=5":           all,
		"page_id=1&page_size=10":          all,
		"page_id=2&page_size=5":           {},
		"page_id=2147483647&page_size=10": {},
	} {
		got := banktest.Decode[[]account](t, alice.Get(t, "/accounts?"+query))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}

	for query, words := range map[string]string{
		"":                       "page_id must be between 1 and 2147483647",
		"page_size=5":            "page_id must be",
		"page_id=0&page_size=5":  "page_id must be",
		"page_id=-1&page_size=5": "page_id must be",
		"page_id=x&page_size=5":  "page_id must be",
		"page_id=99999999999999999999&page_size=5":    "page_id must be",
		"page_id=2147483648&page_size=5":              "page_id must be",
		"page_id=1":                                   "page_size must be between 5 and 10",
		"page_id=1&page_size=4":                       "page_size must be",
		"page_id=1&page_size=11":                      "page_size must be",
		"page_id=1&page_size=5%00":                    "page_size must be",
		"page_id=1&page_size=5&owner=%zz":             "the query must be name=value pairs",
		"page_id=1&page_size=5&owner=bob;x":           "the query must be name=value pairs",
		"page_id=1&page_size=5&owner=":                "owner must be",
		"page_id=1&page_size=5&page_id=2":             `the query has "page_id" more than once`,
		"page_id=1&page_size=5&owner=alice&owner=bob": `the query has "owner" more than once`,
		"page_id=1&page_size=" + url.QueryEscape("五"): "page_size must be",
	} {
		alice.Get(t, "/accounts?"+query).WantRefusal(t, http.StatusBadRequest, "invalid_argument", words)
	}
}
