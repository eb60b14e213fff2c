package console_test

import (
	"testing"

	"example.com/simplebank/services/bank/banktest"
)

func TestSessions(t *testing.T) {
	server, _, tab, client := customer(t)
	login := map[string]string{"username": "alice", "password": banktest.Password}
	for range 2 {
		client.Post(t, "/users/login", login)
	}
	tab.Click("link", "Security")
	tab.See("This one", "Chrome on Linux", "From 127.0.0.1")
	if ends := tab.All("button", "End"); len(ends) != 4 { // three sessions, and all of them
		t.Errorf("buttons %+v", ends)
	}
	tab.CheckAccessible("security")

	tab.Click("button", "End the session of Go-http-client/1.1, number 1")
	tab.WaitFocus("heading", "Security")
	tab.See("The session has ended.")
	if n := openSessions(t, server); n != 3 {
		t.Errorf("%d sessions are open", n)
	}
	tab.Click("button", "End all others")
	tab.See("2 sessions have ended.")
	tab.Gone("button", "End")
	if n := openSessions(t, server); n != 1 {
		t.Errorf("%d sessions are open", n)
	}
}

func TestChangePassword(t *testing.T) {
	server, _, tab, _ := customer(t)
	tab.Click("link", "Security")
	tab.Expect("status of 400", "status of 403")
	tab.Fill("Current password", "wrong")
	tab.Fill("New password", "battery staple")
	tab.Click("button", "Change password")
	wantInvalid(t, tab, "Current password", "Current password is not your password.")
	tab.Fill("Current password", banktest.Password)
	tab.Fill("New password", "short")
	tab.Click("button", "Change password")
	wantInvalid(t, tab, "New password", "New password must be")
	tab.Fill("New password", "battery staple")
	tab.Click("button", "Change password")
	tab.WaitFocus("heading", "Log in")
	tab.See("Your password has been changed")
	if n := openSessions(t, server); n != 0 {
		t.Errorf("%d sessions are open", n)
	}
	logIn(tab, "alice", "battery staple")
	tab.Find("heading", "Accounts")
}
