package api_test

import (
	"net/http"
	"strconv"
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

// wantLimited checks that the answer says when to come again: in some of the
// seconds up to most.
func wantLimited(t *testing.T, a banktest.Answer, most int) {
	t.Helper()
	a.WantRefusal(t, http.StatusTooManyRequests, "too_many_requests", "try again in "+a.Header.Get("Retry-After")+" s")
	if seconds, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || seconds < 1 || seconds > most {
		t.Errorf("Retry-After: %q, want 1 to %d", a.Header.Get("Retry-After"), most)
	}
}

func TestLoginsOfOneUserAreLimited(t *testing.T) {
	server := banktest.Start(t, "LOGIN_LIMIT_BY_USER=3/1h")
	client := server.Client()
	banktest.Decode[user](t, client.Post(t, "/users", alice))
	// The name of a user who does not exist is limited as others are.
	for _, name := range []string{"nobody", "alice42"} {
		try := func(password string) banktest.Answer {
			return client.Post(t, "/users/login", object{"username": name, "password": password})
		}
		for range 3 {
			try("wrong one").WantRefusal(t, http.StatusUnauthorized, "bad_credentials")
		}
		wantLimited(t, try("wrong one"), 1200)
		wantLimited(t, try("secret"), 1200)
	}
	client.Post(t, "/users/login", object{"username": "a b"}).WantRefusal(t, http.StatusBadRequest, "invalid_argument")
	client.Post(t, "/users/login", object{"username": "bob", "password": "x"}).WantRefusal(t, http.StatusUnauthorized, "bad_credentials")
}

func TestLoginsOfOneAddressAreLimited(t *testing.T) {
	server := banktest.Start(t, "LOGIN_LIMIT_BY_ADDRESS=2/1h", "TRUSTED_PROXIES=127.0.0.1")
	from := func(address string) banktest.Client {
		client := server.Client()
		client.Header = http.Header{"X-Forwarded-For": {address}}
		return client
	}
	first, second := from("203.0.113.1"), from("203.0.113.2")
	banktest.Decode[user](t, first.Post(t, "/users", alice))
	got := logIn(t, first)
	wantLimited(t, first.Post(t, "/users/login", object{}), 1800)
	wantLimited(t, first.Post(t, "/users", object{}), 1800)
	logIn(t, second)

	var address string
	if err := server.DB(t).QueryRowContext(t.Context(), `SELECT client_ip FROM sessions WHERE id = $1`, got.SessionID).Scan(&address); err != nil {
		t.Fatal(err)
	}
	if address != "203.0.113.1" {
		t.Errorf("the session is of %s", address)
	}
}

func TestForwardedForOfStrangersIsIgnored(t *testing.T) {
	client := banktest.Start(t, "LOGIN_LIMIT_BY_ADDRESS=1/1h").Client()
	client.Header = http.Header{"X-Forwarded-For": {"203.0.113.1"}}
	client.Post(t, "/users/login", object{}).WantRefusal(t, http.StatusBadRequest, "invalid_argument")
	client.Header = http.Header{"X-Forwarded-For": {"203.0.113.2"}}
	wantLimited(t, client.Post(t, "/users/login", object{}), 3600)
}

func TestWritesOfOneUserAreLimited(t *testing.T) {
	server := banktest.Start(t, "WRITE_LIMIT_BY_USER=2/1h")
	first, second := server.NewUser(t, "alice"), server.NewUser(t, "bob")
	opened := openAccount(t, first, "USD")
	first.Post(t, "/transfers", object{}).WantRefusal(t, http.StatusBadRequest, "invalid_argument")
	wantLimited(t, first.Post(t, "/transfers", object{}), 1800)
	banktest.Decode[account](t, first.Get(t, "/accounts/"+id(opened.ID))) // reading is not writing
	openAccount(t, second, "USD")
}

func TestWritesOfOneAddressAreLimited(t *testing.T) {
	server := banktest.Start(t, "WRITE_LIMIT_BY_ADDRESS=3/1h")
	first, second := server.NewUser(t, "alice"), server.NewUser(t, "bob")
	openAccount(t, first, "USD")
	openAccount(t, second, "USD")
	server.Client().Post(t, "/transfers", object{}).WantRefusal(t, http.StatusUnauthorized, "invalid_token") // counts
	wantLimited(t, second.Post(t, "/transfers", object{}), 1200)
	wantLimited(t, server.Client().Post(t, "/tokens/renew_access", object{}), 1200)
	banktest.Decode[[]account](t, first.Get(t, "/accounts?page_id=1&page_size=5"))
}
