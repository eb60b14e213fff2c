package console_test

import (
	"fmt"
	"testing"

	"example.com/simplebank/libs/browsertest"
)

// TestLooks checks every view at widths from a small telephone on, in light and in
// dark, and keeps pictures.
func TestLooks(t *testing.T) {
	server, _, tab, alice := customer(t)
	from := newAccount(t, server, alice, "USD", 2_500_00)
	newAccount(t, server, alice, "JPY", 1_204_350)
	newAccount(t, server, alice, "KWD", 92233720368547758)
	bob := server.NewUser(t, "bob")
	to := newAccount(t, server, bob, "USD", 1_000_00)
	for i, amount := range []int64{120_00, 3_50, 48_99, 700_00, 12_00, 9_99} {
		send(t, alice, from, to, amount, "USD", fmt.Sprintf("Invoice 2026-%03d", 17+i))
		if i%3 == 1 {
			send(t, bob, to, from, 2*amount+50_00, "USD", "Thank you")
		}
	}
	send(t, alice, from, to, 1, "USD", "A reference may have up to 140 characters, which is as many as a transfer in the Single Euro Payments Area has room for, and this has them.")
	pending := mustPost(t, alice, "/transfers", object{
		"from_account_id": from, "to_account_id": to, "amount": 250_00, "currency": "USD", "pending": true, "reference": "Deposit for the flat",
	}, "transfer", "id")
	transfer := mustPost(t, alice, "/transfers", object{
		"from_account_id": from, "to_account_id": to, "amount": 25_00, "currency": "USD", "reference": "Lunch",
	}, "transfer", "id")

	look := func(views map[string]string) {
		for view, fragment := range views {
			tab.Go("http://" + server.Address + "/#" + fragment)
			tab.Reload()
			tab.Find("main", "")
			browsertest.Evaluate[bool](tab, `new Promise((done) => { const look = () => document.querySelector("h1") ? done(true) : setTimeout(look, 20); look(); })`)
			for _, scheme := range []string{"light", "dark"} {
				tab.Prefer("prefers-color-scheme", scheme)
				for _, width := range []int64{320, 768, 1440} {
					tab.Size(width, 900)
					name := fmt.Sprintf("%s-%s-%d", view, scheme, width)
					tab.CheckAccessible(name)
					tab.Screenshot(name)
				}
			}
		}
	}
	look(map[string]string{
		"accounts":  "accounts",
		"account":   fmt.Sprintf("accounts/%d", from),
		"send":      "transfer",
		"transfers": "transfers",
		"transfer":  fmt.Sprintf("transfers/%d", transfer),
		"pending":   fmt.Sprintf("transfers/%d", pending),
		"security":  "security",
	})
	tab.Size(1440, 900)
	tab.Click("button", "Log out")
	tab.Find("heading", "Log in")
	look(map[string]string{"log-in": "login", "sign-up": "signup"})
}
