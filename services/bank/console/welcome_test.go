package console_test

import (
	"testing"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

func TestSignUp(t *testing.T) {
	server := banktest.Start(t)
	server.NewUser(t, "bob")
	tab := open(t, browsertest.Start(t), server)
	tab.Find("heading", "Log in")
	tab.Click("link", "Become a customer")
	tab.WaitFocus("heading", "Become a customer")

	// What is missing is said at the fields, and the first of them has the focus.
	tab.Click("button", "Become a customer")
	tab.WaitFocus("textbox", "Full name")
	for _, name := range []string{"Full name", "Email", "Username", "Password"} {
		wantInvalid(t, tab, name, "Fill this in.")
	}
	tab.CheckAccessible("sign up, refused")

	// What the bank refuses is said at the field, too.
	tab.Expect("status of 400", "status of 403")
	tab.Fill("Full name", "Alice <b>Liddell</b>")
	tab.Fill("Email", "alice@example.com")
	tab.Fill("Username", "al ice")
	tab.Fill("Password", "correct horse")
	tab.Click("button", "Become a customer")
	tab.WaitFocus("textbox", "Username")
	wantInvalid(t, tab, "Username", "Username must be 1 to 64 letters a-z, A-Z and digits.")
	tab.Fill("Username", "bob")
	tab.Click("button", "Become a customer")
	tab.See("The username is taken.")
	wantInvalid(t, tab, "Username", "The username is taken.")
	tab.Fill("Username", "alice")
	tab.Fill("Password", "short")
	tab.Click("button", "Become a customer")
	tab.See("Password must be")
	wantInvalid(t, tab, "Password", "Password must be")

	tab.Fill("Password", "correct horse")
	tab.Click("button", "Become a customer")
	tab.WaitFocus("heading", "Accounts")
	// Markup in a name is text.
	tab.See("Welcome, Alice <b>Liddell</b>.")
}

// wantInvalid checks that the text box is said to be invalid, and why.
func wantInvalid(t *testing.T, tab *browsertest.Tab, name, why string) {
	t.Helper()
	tab.See(why)
	if box := tab.Find("textbox", name); box.Properties["invalid"] != "true" || !contains(box.Description, why) {
		t.Errorf("%s: %+v", name, box)
	}
}

func TestLogInAndOut(t *testing.T) {
	server := banktest.Start(t)
	server.NewUser(t, "alice")
	browser := browsertest.Start(t)
	tab := open(t, browser, server)

	// Where only customers go, others are asked to log in.
	tab.Go("http://" + server.Address + "/#security")
	tab.Find("heading", "Log in")
	tab.Gone("navigation", "Main")
	tab.CheckAccessible("log in")

	tab.Expect("status of 401")
	logIn(tab, "alice", "wrong")
	tab.Find("alert", "")
	tab.See("The username or the password is wrong.")
	tab.Fill("Password", banktest.Password)
	tab.Click("button", "Show password")
	if box := tab.Find("textbox", "Password"); box.Value != banktest.Password {
		t.Errorf("the password that is shown is %q", box.Value)
	}
	tab.Click("textbox", "Password")
	tab.Type("\r")
	tab.WaitFocus("heading", "Accounts")
	tab.Find("navigation", "Main")
	tab.CheckAccessible("no accounts")

	// The session outlives a reload, and ends at the bank.
	tab.Reload()
	tab.Find("heading", "Accounts")
	if n := openSessions(t, server); n != 2 {
		t.Errorf("%d sessions", n)
	}
	tab.Click("button", "Log out")
	tab.WaitFocus("heading", "Log in")
	tab.See("You have logged out.")
	await(t, "the session ends", func() bool { return openSessions(t, server) == 1 })
	if kept := browsertest.Evaluate[int](tab, "sessionStorage.length + localStorage.length"); kept != 0 {
		t.Errorf("%d things are kept in the browser", kept)
	}
	tab.Reload()
	tab.Find("heading", "Log in")
	tab.Gone("navigation", "Main")
}

func TestTooManyLogIns(t *testing.T) {
	server := banktest.Start(t, "LOGIN_LIMIT_BY_USER=1/12s")
	server.Client().Post(t, "/users", map[string]string{
		"username": "alice", "password": banktest.Password, "full_name": "Alice", "email": "alice@example.com",
	})
	tab := open(t, browsertest.Start(t), server)
	tab.Expect("status of 401", "status of 429")
	logIn(tab, "alice", "wrong")
	tab.See("is wrong")
	tab.Fill("Password", banktest.Password)
	tab.Click("button", "Log in")
	tab.See("Too many requests: try again in ")
	if button := tab.Find("button", "Log in in "); button.Properties["disabled"] != "true" {
		t.Errorf("the button can be used: %+v", button)
	}
	tab.See("You can try again now.")
	tab.Click("button", "Log in")
	tab.WaitFocus("heading", "Accounts")
}
