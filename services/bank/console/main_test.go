package console_test

import (
	"os"
	"testing"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

func TestMain(m *testing.M) { os.Exit(banktest.Run(m)) }

// open opens the console in a new tab.
func open(t *testing.T, browser *browsertest.Browser, server *banktest.Server) *browsertest.Tab {
	t.Helper()
	return browser.Open(t, "http://"+server.Address+"/")
}

// logIn fills in the form to log in.
func logIn(tab *browsertest.Tab, username, password string) {
	tab.Fill("Username", username)
	tab.Fill("Password", password)
	tab.Click("button", "Log in")
}

// customer returns a server, a tab in which a new user has logged in, and a
// client of the same user.
func customer(t *testing.T, env ...string) (*banktest.Server, *browsertest.Browser, *browsertest.Tab, banktest.Client) {
	t.Helper()
	server := banktest.Start(t, env...)
	client := server.NewUser(t, "alice")
	browser := browsertest.Start(t)
	tab := open(t, browser, server)
	logIn(tab, "alice", banktest.Password)
	tab.Find("heading", "Accounts")
	return server, browser, tab, client
}
