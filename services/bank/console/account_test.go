package console_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/browsertest"
)

func TestOpenAccount(t *testing.T) {
	_, _, tab, client := customer(t)
	tab.See("You have no account yet.")
	tab.Click("button", "Open account")
	tab.See("Choose one.")
	tab.Choose("Currency", "JPY")
	tab.Click("button", "Open account")
	tab.WaitFocus("heading", "Account ")
	tab.See("Your account in JPY is open. Its number is ", "0 JPY", "Japanese Yen", "Nothing has moved yet.")
	tab.CheckAccessible("new account")

	tab.Back()
	tab.WaitFocus("heading", "Accounts")
	tab.Find("link", "Japanese Yen 0 JPY Account ")
	if options := tab.All("option", "JPY"); len(options) != 0 {
		t.Errorf("there is one already, and yet: %+v", options)
	}
	// Opened elsewhere meanwhile.
	mustPost(t, client, "/accounts", object{"currency": "EUR"})
	tab.Expect("status of 403")
	tab.Choose("Currency", "EUR")
	tab.Click("button", "Open account")
	tab.See("You have an account in this currency already.")
	if list := tab.Find("combobox", "Currency"); list.Properties["invalid"] != "true" || !contains(list.Description, "already") {
		t.Errorf("the list is %+v", list)
	}
}

// TestAmountsOfCurrencies shows balances with the places that each currency has, and
// those beyond what a float can hold.
func TestAmountsOfCurrencies(t *testing.T) {
	server, _, tab, client := customer(t)
	for currency, balance := range map[string]int64{"JPY": 1234, "KWD": 1234, "USD": 1234, "EUR": math.MaxInt64, "CHF": 1<<53 + 1} {
		newAccount(t, server, client, currency, balance)
	}
	tab.Reload()
	tab.See("1,234 JPY", "1.234 KWD", "12.34 USD", "92,233,720,368,547,758.07 EUR", "90,071,992,547,409.93 CHF")
	tab.Size(320, 640)
	tab.CheckAccessible("large balances")
	tab.Click("link", "92,233,720,368,547,758.07 EUR")
	tab.See("+92,233,720,368,547,758.07 EUR")
	tab.CheckAccessible("a large balance")
}

func TestEntries(t *testing.T) {
	server, _, tab, client := customer(t)
	from := newAccount(t, server, client, "USD", 100_00)
	bob := server.NewUser(t, "bob")
	to := newAccount(t, server, bob, "USD", 0)
	for i := range 52 {
		send(t, client, from, to, int64(i+1), "USD", fmt.Sprintf("number <%d>", i))
	}
	send(t, bob, to, from, 5, "USD")
	rows := func() int { return len(tab.All("row", "")) - 1 } // but for the heads

	tab.Reload()
	tab.Click("link", "US Dollar 86.27 USD")
	tab.WaitFocus("heading", fmt.Sprintf("Account %d", from))
	tab.See("86.27 USD", "number <51>", "−0.52 USD", "+0.05 USD")
	if n := rows(); n != 25 {
		t.Errorf("%d rows", n)
	}
	for _, words := range []string{"highest 95.65 USD", "lowest 86.22 USD", "last 86.27 USD"} {
		if chart := tab.Find("image", "Balance from"); !contains(chart.Name, words) {
			t.Errorf("%q is not in the chart's name, %s", words, chart.Name)
		}
	}
	tab.CheckAccessible("entries")
	tab.Click("button", "Show older entries")
	tab.See("25 older entries shown.")
	if n := rows(); n != 50 {
		t.Errorf("%d rows", n)
	}
	tab.Click("button", "Show older entries")
	tab.See("4 older entries shown, down to the first.", "+100.00 USD")
	if n := rows(); n != 54 {
		t.Errorf("%d rows", n)
	}
	tab.Gone("button", "Show older entries")
	tab.WaitFocus("link", "To account") // the first of those that have come
	tab.Find("image", "highest 100.00 USD")
}

func TestStatement(t *testing.T) {
	server, browser, tab, client := customer(t)
	id := newAccount(t, server, client, "KWD", 12345)
	tab.Reload()
	tab.Click("link", "Kuwaiti Dinar 12.345 KWD")
	tab.SetDate("From", "2026-02-02")
	tab.SetDate("To and including", "2026-02-01")
	tab.Click("button", "Download statement")
	tab.See("This is before the first day.")

	tab.Reload()
	// From the day on which the account was opened until now.
	tab.Click("button", "Download statement")
	tab.See("The statement has been downloaded.")
	today := time.Now().Format(time.DateOnly)
	got := downloaded(t, browser, fmt.Sprintf("account-%d-KWD-%s-%s.csv", id, today, today))
	if strings.Count(got, "12.345") < 3 || !contains(got, "closing") { // the amount, and the balance twice
		t.Errorf("the statement is\n%s", got)
	}
	tab.SetDate("From", "2026-01-01")
	tab.SetDate("To and including", "2026-01-31")
	tab.Click("button", "Download statement")
	got = downloaded(t, browser, fmt.Sprintf("account-%d-KWD-2026-01-01-2026-01-31.csv", id))
	if contains(got, "12.345") || !contains(got, "closing") {
		t.Errorf("the statement of before there was an account is\n%s", got)
	}
}

// downloaded waits for a file that the browser saves, and returns what is in it.
func downloaded(t *testing.T, browser *browsertest.Browser, name string) (content string) {
	t.Helper()
	await(t, "download "+name, func() bool {
		read, err := os.ReadFile(filepath.Join(browser.Downloads, name))
		content = string(read)
		return err == nil && len(read) > 0
	})
	return content
}
