package console_test

import (
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

func contains(text, words string) bool { return strings.Contains(text, words) }

// await waits until done.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

func openSessions(t *testing.T, server *banktest.Server) (n int) {
	t.Helper()
	if err := server.DB(t).QueryRow("SELECT count(*) FROM sessions WHERE NOT blocked").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// requests returns how many requests to the route have been answered with the
// status.
func requests(server *banktest.Server, route string, status int) (n int) {
	for _, line := range server.Log() {
		if line["msg"] == "request" && line["route"] == route && line["status"] == float64(status) {
			n++
		}
	}
	return n
}

// TestTabsShareASession has tabs of one session renew its tokens at the same time,
// again and again: a spent token that is shown would end the session.
func TestTabsShareASession(t *testing.T) {
	server, browser, first, _ := customer(t, "ACCESS_TOKEN_DURATION=1s")
	tabs := []*browsertest.Tab{first}
	for range 2 {
		// A new tab has the session of those that are open.
		tab := open(t, browser, server)
		tab.Find("heading", "Accounts")
		tabs = append(tabs, tab)
	}
	for _, tab := range tabs {
		tab.Expect("status of 401") // of access tokens that expire on the way
	}
	const rounds = 3
	for round := range rounds {
		time.Sleep(1100 * time.Millisecond) // until the access token has expired
		got := make([][]string, len(tabs))
		done := make(chan int)
		for i, tab := range tabs {
			go func() {
				defer func() { done <- i }()
				got[i] = browsertest.Evaluate[[]string](tab, `import("/console/api.js").then((api) =>
					Promise.all([1, 2, 3].map(() => api.get("/sessions").then((list) => "sessions " + list.length, (error) => error.message))))`)
			}()
		}
		for range tabs {
			<-done
		}
		for i, answers := range got {
			for _, answer := range answers {
				if answer != "sessions 2" {
					t.Errorf("round %d, tab %d: %s", round, i, answer)
				}
			}
		}
	}
	if n := requests(server, "/tokens/renew_access", 401); n != 0 {
		t.Errorf("%d renewals were refused", n)
	}
	if n := requests(server, "/tokens/renew_access", 200); n < rounds {
		t.Errorf("%d renewals, want one a round at least", n)
	}

	// Whoever logs out does so in all tabs.
	tabs[2].Click("button", "Log out")
	for _, tab := range tabs[:2] {
		tab.Find("heading", "Log in")
		tab.See("You have logged out in another tab.")
	}
}

// TestNewerTokens has a tab renew after another one has done so and is gone.
func TestNewerTokens(t *testing.T) {
	server, browser, first, _ := customer(t, "ACCESS_TOKEN_DURATION=1s")
	second := open(t, browser, server)
	second.Find("heading", "Accounts")
	for _, tab := range []*browsertest.Tab{first, second} {
		tab.Expect("status of 401") // of access tokens that expire on the way
	}
	time.Sleep(1100 * time.Millisecond)
	second.Click("link", "Security")
	second.Find("heading", "Sessions")
	second.Close()
	first.Click("link", "Security")
	first.Find("heading", "Sessions")
	if n := requests(server, "/tokens/renew_access", 401); n != 0 {
		t.Errorf("%d renewals were refused", n)
	}
}

// TestOtherUsers has two users log in in two tabs: neither becomes the other.
func TestOtherUsers(t *testing.T) {
	server, browser, alice, _ := customer(t)
	server.NewUser(t, "bob")
	bob := open(t, browser, server)
	bob.Find("heading", "Accounts")
	bob.Click("button", "Log out") // alice, in both
	alice.Find("heading", "Log in")
	logIn(bob, "bob", banktest.Password)
	bob.Find("heading", "Accounts")
	logIn(alice, "alice", banktest.Password)
	alice.Find("heading", "Accounts")
	for name, tab := range map[string]*browsertest.Tab{"alice": alice, "bob": bob} {
		got := browsertest.Evaluate[string](tab, `import("/console/session.js").then((session) => session.current().username)`)
		if got != name {
			t.Errorf("the tab of %s is of %s", name, got)
		}
	}
}

// TestLogInAgain ends the session while somebody types.
func TestLogInAgain(t *testing.T) {
	_, _, tab, client := customer(t)
	tab.Click("link", "Security")
	tab.Fill("Current password", banktest.Password)
	tab.Fill("New password", "battery staple")
	client.Do(t, "DELETE", "/sessions", nil)

	tab.Expect("status of 401")
	tab.Click("button", "Change password")
	dialog := tab.Find("dialog", "Log in again")
	if dialog.Properties["modal"] != "true" {
		t.Errorf("the dialog is %+v", dialog)
	}
	tab.WaitFocus("textbox", "Password")
	tab.CheckAccessible("log in again")
	tab.Screenshot("log-in-again")
	tab.Type("wrong\r")
	tab.See("The username or the password is wrong.")
	tab.Fill("Password", banktest.Password)
	tab.Type("\r")
	// What was asked for is done without being asked for again.
	tab.WaitFocus("heading", "Log in")
	tab.See("Your password has been changed")
	logIn(tab, "alice", "battery staple")
	tab.Find("heading", "Accounts")
}

// TestLeave ends the session, and the user does not want another.
func TestLeave(t *testing.T) {
	_, _, tab, client := customer(t)
	client.Do(t, "DELETE", "/sessions", nil)
	tab.Expect("status of 401")
	tab.Click("link", "Security")
	tab.Find("dialog", "Log in again")
	tab.Type("\x1b") // nothing is behind the dialog that escape could go back to
	tab.Find("dialog", "Log in again")
	tab.Click("button", "Leave")
	tab.WaitFocus("heading", "Log in")
	tab.Gone("dialog", "")
	if kept := browsertest.Evaluate[int](tab, "sessionStorage.length"); kept != 0 {
		t.Errorf("%d things are kept in the browser", kept)
	}
}

// TestLogInAgainElsewhere has two tabs ask, and one answer do for both.
func TestLogInAgainElsewhere(t *testing.T) {
	server, browser, first, client := customer(t)
	second := open(t, browser, server)
	second.Find("heading", "Accounts")
	client.Do(t, "DELETE", "/sessions", nil)
	for _, tab := range []*browsertest.Tab{first, second} {
		tab.Expect("status of 401")
		tab.Click("link", "Security")
		tab.Find("dialog", "Log in again")
	}
	first.Fill("Password", banktest.Password)
	first.Type("\r")
	for _, tab := range []*browsertest.Tab{first, second} {
		tab.Find("heading", "Sessions")
		tab.Gone("dialog", "")
	}
}

// TestLeaveElsewhere has two tabs ask, and the user leave in one: the other does not
// go on asking for the password of a user who has left.
func TestLeaveElsewhere(t *testing.T) {
	server, browser, first, client := customer(t)
	second := open(t, browser, server)
	second.Find("heading", "Accounts")
	client.Do(t, "DELETE", "/sessions", nil)
	for _, tab := range []*browsertest.Tab{first, second} {
		tab.Expect("status of 401")
		tab.Click("link", "Security")
		tab.Find("dialog", "Log in again")
	}
	first.Click("button", "Leave")
	second.Gone("dialog", "")
	second.WaitFocus("heading", "Log in")
	second.See("You have logged out in another tab.")
	// The page is of use again.
	logIn(second, "alice", banktest.Password)
	second.Find("heading", "Accounts")
}
