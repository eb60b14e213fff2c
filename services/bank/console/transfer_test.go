package console_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

// two returns two users with an account in USD each, and a tab of the first.
func two(t *testing.T) (server *banktest.Server, browser *browsertest.Browser, tab *browsertest.Tab, alice, bob banktest.Client, from, to int64) {
	t.Helper()
	server, browser, tab, alice = customer(t)
	from = newAccount(t, server, alice, "USD", 100_00)
	bob = server.NewUser(t, "bob")
	to = newAccount(t, server, bob, "USD", 0)
	return server, browser, tab, alice, bob, from, to
}

func wantBalance(t *testing.T, client banktest.Client, id, balance, available int64) {
	t.Helper()
	var account struct{ Balance, Available int64 }
	answer := client.Get(t, fmt.Sprintf("/accounts/%d", id))
	if err := json.Unmarshal(answer.Body, &account); err != nil {
		t.Fatalf("%v in %s", err, answer.Body)
	}
	if account.Balance != balance || account.Available != available {
		t.Errorf("account %d has %+v, want %d, %d available", id, account, balance, available)
	}
}

func TestSend(t *testing.T) {
	server, browser, tab, alice, bob, from, to := two(t)
	newAccount(t, server, alice, "JPY", 5000)
	euros := newAccount(t, server, bob, "EUR", 0)
	tab.Click("link", "Send")
	tab.WaitFocus("heading", "Send money")

	tab.Click("button", "Send")
	tab.WaitFocus("textbox", "To account")
	wantInvalid(t, tab, "To account", "Write a number, such as 42.")
	wantInvalid(t, tab, "Amount", "How much?")
	tab.CheckAccessible("send, refused")
	// What is accepted is told by the currency.
	if hint := tab.Find("textbox", "Amount").Description; !contains(hint, "In USD, such as 12.34.") {
		t.Errorf("the hint is %q", hint)
	}
	tab.Choose("From", "JPY")
	if hint := tab.Find("textbox", "Amount").Description; !contains(hint, "In JPY, such as 12.") {
		t.Errorf("the hint is %q", hint)
	}
	tab.Choose("From", "USD")

	// What the bank refuses is said at the field that it is about.
	tab.Expect("status of 400", "status of 404", "status of 422")
	for _, refusal := range []struct{ to, amount, field, why string }{
		{fmt.Sprint(to), "1,00", "Amount", "Write digits with at most one point, such as 12.34."},
		{fmt.Sprint(to), "100.01", "Amount", "less than 100.01 USD."},
		{"999999", "1", "To account", "Account 999999 does not exist."},
		{fmt.Sprint(from), "1", "To account", "From and To account are the same account."},
		{fmt.Sprint(euros), "1", "To account", "is in EUR, not in USD."},
	} {
		tab.Fill("To account", refusal.to)
		tab.Fill("Amount", refusal.amount)
		tab.Click("button", "Send")
		wantInvalid(t, tab, refusal.field, refusal.why)
		tab.WaitFocus("textbox", refusal.field)
	}
	if n := booked(t, server, from); n != 0 {
		t.Errorf("%d transfers", n)
	}

	tab.Fill("To account", fmt.Sprint(to))
	tab.Fill("Amount", "12.34")
	tab.Fill("Reference", "Rent <i>May</i>")
	tab.Click("button", "Send")
	tab.WaitFocus("heading", "Transfer ")
	tab.See(fmt.Sprintf("Sent: 12.34 USD to account %d.", to), "Booked", "Rent <i>May</i>")
	tab.CheckAccessible("transfer")
	wantBalance(t, alice, from, 8766, 8766)

	tab.Click("button", "Download receipt")
	tab.See("The receipt has been downloaded.")
	id := transferID(t, tab)
	if receipt := downloaded(t, browser, fmt.Sprintf("transfer-%s-receipt.json", id)); !json.Valid([]byte(receipt)) {
		t.Errorf("the receipt is %s", receipt)
	}
	tab.Click("link", "Transfers")
	tab.See("−12.34 USD")
	tab.CheckAccessible("transfers")
}

// transferID returns the number of the transfer that is shown.
func transferID(t *testing.T, tab *browsertest.Tab) string {
	t.Helper()
	return browsertest.Evaluate[string](tab, `location.hash.split("/")[1]`)
}

// TestSendOnce is about money that moves once, whatever happens on the way.
func TestSendOnce(t *testing.T) {
	server, _, tab, alice, _, from, to := two(t)
	fill := func(amount string) { fillSend(tab, to, amount) }
	fill("1.00")
	tab.ClickTimes("button", "Send", 3)
	tab.WaitFocus("heading", "Transfer ")
	wantBalance(t, alice, from, 9900, 9900)

	// The answer is lost: the same can be sent again, and nothing else.
	fill("2.00")
	tab.Expect("net::ERR_CONNECTION_RESET")
	stop := tab.LoseAnswers("*/transfers")
	tab.Click("button", "Send")
	tab.See("The bank did not answer.", notKnown)
	if box := tab.Find("textbox", "Amount"); box.Properties["disabled"] != "true" {
		t.Errorf("the amount can be changed: %+v", box)
	}
	wantBalance(t, alice, from, 9700, 9700)
	tab.Screenshot("not-known")
	tab.CheckAccessible("not known")
	// Not even a reload makes it another transfer.
	stop()
	tab.Reload()
	tab.See("This was sent before, and no answer has come.")
	if box := tab.Find("textbox", "Amount"); box.Value != "2.00" || box.Properties["disabled"] != "true" {
		t.Errorf("the amount is %+v", box)
	}
	tab.Click("button", "Send the same again")
	tab.See("Sent: 2.00 USD")
	wantBalance(t, alice, from, 9700, 9700)
	if n := booked(t, server, from); n != 2 {
		t.Errorf("%d transfers, want 2", n)
	}

	// What something on the way to the bank says is not the bank's word.
	fill("1.50")
	stop = tab.LoseAnswers("*/transfers")
	tab.Click("button", "Send")
	tab.See(notKnown)
	stop()
	tab.Expect("status of 403")
	stop = tab.AnswerInstead("*/transfers", 403)
	tab.Click("button", "Send the same again")
	tab.See(notKnown)
	stop()
	tab.Click("button", "Send the same again")
	tab.See("Sent: 1.50 USD")
	if n := booked(t, server, from); n != 3 {
		t.Errorf("%d transfers, want 3", n)
	}

	// Who gives up on it has the form back.
	fill("3.00")
	stop = tab.LoseAnswers("*/transfers")
	tab.Click("button", "Send")
	tab.See(notKnown)
	stop()
	tab.Click("button", "Give up on it")
	tab.Fill("Amount", "4.00")
	tab.Click("button", "Send")
	tab.See("Sent: 4.00 USD")
	wantBalance(t, alice, from, 8850, 8850) // both have moved

	// The same amount to the same account is another transfer when it is sent on purpose.
	fill("4.00")
	tab.Click("button", "Send")
	tab.See("Sent: 4.00 USD")
	wantBalance(t, alice, from, 8450, 8450)
}

// TestSendAfterSession ends the session while a transfer is being typed.
func TestSendAfterSession(t *testing.T) {
	_, _, tab, alice, _, from, to := two(t)
	tab.Click("link", "Send")
	tab.Fill("To account", fmt.Sprint(to))
	tab.Fill("Amount", "5")
	tab.Fill("Reference", "Long thought about")
	alice.Do(t, "DELETE", "/sessions", nil)
	tab.Expect("status of 401")
	tab.Click("button", "Send")
	tab.Find("dialog", "Log in again")
	tab.Fill("Password", banktest.Password)
	tab.Type("\r")
	tab.See("Sent: 5.00 USD", "Long thought about")
	wantBalance(t, alice, from, 9500, 9500)
}

// TestReserve reserves money, and posts and voids it.
func TestReserve(t *testing.T) {
	server, _, tab, alice, bob, from, to := two(t)
	reserve := func(amount string) (id string) {
		tab.Click("link", "Send")
		tab.Fill("To account", fmt.Sprint(to))
		tab.Fill("Amount", amount)
		tab.Click("radio", "Reserve")
		tab.Choose("Reserved for", "an hour")
		tab.Click("button", "Send")
		tab.See("Reserved: " + amount + " USD")
		tab.WaitFocus("heading", "Transfer ")
		return transferID(t, tab)
	}
	id := reserve("30.00")
	tab.See("Pending", "Expires")
	tab.CheckAccessible("pending")
	wantBalance(t, alice, from, 10000, 7000)
	tab.Click("link", "Accounts")
	tab.See("70.00 USD available")
	tab.Click("link", "US Dollar")
	tab.See("70.00 USD available; 30.00 USD reserved for pending transfers.")
	tab.Click("link", "Transfers")
	tab.Fill("Number", id)
	tab.Click("button", "Show")
	tab.WaitFocus("heading", "Transfer "+id)

	// More than what is reserved is refused at the amount.
	tab.Expect("status of 422")
	tab.Fill("Amount", "30.01")
	tab.Click("button", "Post")
	tab.Find("alert", "")
	tab.WaitFocus("textbox", "Amount")
	if box := tab.Find("textbox", "Amount"); box.Properties["invalid"] != "true" {
		t.Errorf("the amount is %+v", box)
	}
	tab.Fill("Amount", "20.00")
	tab.Fill("Reference", "Less than thought")
	tab.Click("button", "Post")
	tab.See("Sent: 20.00 USD", "Posts", "Less than thought")
	wantBalance(t, alice, from, 8000, 8000)
	tab.Click("link", "transfer ")
	tab.See("Posted", "20.00 USD", "30.00 USD")
	tab.Gone("button", "Void")

	// The payer voids.
	reserve("10.00")
	tab.Click("button", "Void")
	tab.See("Voided: nothing is reserved any more.", "Voided")
	wantBalance(t, alice, from, 8000, 8000)

	// The recipient declines.
	id = reserve("11.00")
	tab.Click("button", "Log out")
	tab.Find("heading", "Log in")
	logIn(tab, "bob", banktest.Password)
	tab.Find("heading", "Accounts")
	tab.Go("http://" + server.Address + "/#transfers/" + id)
	tab.See("Decline: the money stays with the sender.")
	tab.Gone("button", "Post")
	tab.Click("button", "Void")
	tab.See("Voided: nothing is reserved any more.")
	wantBalance(t, alice, from, 8000, 8000)
	wantBalance(t, bob, to, 2000, 2000)
}
