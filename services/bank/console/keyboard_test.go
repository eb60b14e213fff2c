package console_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

// TestKeyboardOnly becomes a customer, opens an account and sends money without a
// pointer.
func TestKeyboardOnly(t *testing.T) {
	server := banktest.Start(t)
	bob := server.NewUser(t, "bob")
	to := newAccount(t, server, bob, "USD", 0)
	tab := open(t, browsertest.Start(t), server)
	tab.Find("heading", "Log in")
	tab.TabTo("link", "Become a customer")
	tab.Type("\r")
	tab.WaitFocus("heading", "Become a customer")
	for _, field := range []struct{ name, text string }{
		{"Full name", "Alice"}, {"Email", "alice@example.com"}, {"Username", "alice"}, {"Password", banktest.Password},
	} {
		tab.TabTo("textbox", field.name)
		tab.Type(field.text)
	}
	tab.Type("\r")
	tab.WaitFocus("heading", "Accounts")

	// A list is chosen from by typing what is in it.
	tab.TabTo("combobox", "Currency")
	tab.Type("USD")
	tab.TabTo("button", "Open account")
	tab.Type("\r")
	tab.WaitFocus("heading", "Account ")
	from := mustID(t, tab)
	mustPost(t, banker(t, server), fmt.Sprintf("/accounts/%d/deposits", from), object{"amount": 5000})

	tab.TabTo("link", "Send")
	tab.Type("\r")
	tab.WaitFocus("heading", "Send money")
	tab.TabTo("textbox", "To account")
	tab.Type(fmt.Sprint(to))
	tab.TabTo("textbox", "Amount")
	tab.Type("12.34")
	tab.TabTo("radio", "Now")
	tab.Type(kb.ArrowDown) // to the other
	tab.Find("combobox", "Reserved for")
	tab.Type(kb.ArrowUp)
	tab.Gone("combobox", "Reserved for")
	tab.TabTo("button", "Send")
	tab.Type("\r")
	tab.WaitFocus("heading", "Transfer ")
	tab.See("Sent: 12.34 USD")

	// Over the head of the page, and out.
	tab.Reload()
	tab.Find("heading", "Transfer ")
	tab.TabTo("link", "Skip to content")
	tab.Type("\r")
	tab.WaitFocus("heading", "Transfer ")
	tab.TabTo("button", "Download receipt")
	tab.Reload()
	tab.Find("heading", "Transfer ")
	tab.TabTo("button", "Log out")
	tab.Type(" ")
	tab.WaitFocus("heading", "Log in")
}

// mustID returns the number of the account that is shown.
func mustID(t *testing.T, tab *browsertest.Tab) int64 {
	t.Helper()
	return int64(browsertest.Evaluate[int](tab, `Number(location.hash.split("/")[1])`))
}
