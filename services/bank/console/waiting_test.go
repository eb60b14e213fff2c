package console_test

import (
	"fmt"
	"net/http"
	"testing"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

// holdTime has the time-outs of what the tab asks for from now on come only by [pass].
func holdTime(tab *browsertest.Tab) {
	browsertest.Evaluate[bool](tab, `(() => {
		window.timeouts = [];
		AbortSignal.timeout = (ms) => {
			const controller = new AbortController();
			timeouts.push({ ms, end: () => controller.abort(new DOMException("It took too long.", "TimeoutError")) });
			return controller.signal;
		};
		return true;
	})()`)
}

// pass has so many seconds pass since the tab has asked for something, for which
// it waits.
func pass(tab *browsertest.Tab, seconds float64) {
	tab.Wait("a request that has a time-out", func() bool { return browsertest.Evaluate[int](tab, "timeouts.length") > 0 })
	browsertest.Evaluate[bool](tab, fmt.Sprintf(`(() => {
		const over = timeouts.filter(({ ms }) => ms <= %f * 1000);
		timeouts = timeouts.filter((timeout) => !over.includes(timeout));
		for (const { end } of over) end();
		return true;
	})()`, seconds))
}

// TestSending has the bank not answer in time when money is sent.
func TestSending(t *testing.T) {
	server, _, tab, alice, _, from, to := two(t)
	fillSend(tab, to, "2.00")
	holdTime(tab)
	release := tab.HoldAnswers("*/transfers")
	tab.Click("button", "Send")
	wantSending := func() {
		t.Helper()
		tab.See("Sending…")
		button := tab.Find("button", "Send")
		if button.Properties["disabled"] != "true" || button.Properties["busy"] != "1" {
			t.Errorf("the button is %+v", button)
		}
	}
	wantSending()
	if told := browsertest.Evaluate[string](tab, `document.querySelector("form [role=status]").textContent`); told != "Sending…" {
		t.Errorf("a screen reader says %q", told)
	}
	if browsertest.Evaluate[bool](tab, `Boolean(document.querySelector("[role=status]").closest("[aria-busy=true]"))`) {
		t.Error("a screen reader waits for the end before it says anything")
	}
	tab.WaitFocus("button", "Send")
	tab.Screenshot("sending")
	tab.CheckAccessible("sending")
	await(t, "the bank answers", func() bool { return requests(server, "/transfers", http.StatusOK) == 1 })

	tab.Click("button", "Send")
	tab.Fill("Amount", "9.00") // too late
	pass(tab, 29.9)
	wantSending()
	pass(tab, 30)
	tab.See("The bank did not answer.", notKnown)
	if contains(tab.Text(), "Sending…") {
		t.Error("it says that it is still sending")
	}
	if box := tab.Find("textbox", "Amount"); box.Value != "2.00" || box.Properties["disabled"] != "true" {
		t.Errorf("the amount is %+v", box)
	}

	// Sent again, it cannot be given up on meanwhile.
	tab.Click("button", "Send the same again")
	tab.See("Sending…")
	tab.Gone("button", "Give up on it")
	pass(tab, 30)
	tab.See(notKnown)
	tab.Find("button", "Give up on it")
	release()
	tab.Click("button", "Send the same again")
	tab.See("Sent: 2.00 USD")
	wantBalance(t, alice, from, 9800, 9800)
	if n := booked(t, server, from); n != 1 {
		t.Errorf("%d transfers, want 1", n)
	}
}

// TestNoAnswer has the bank not answer in time whatever else is asked for.
func TestNoAnswer(t *testing.T) {
	server, _, tab, alice := customer(t)
	id := newAccount(t, server, alice, "USD", 1)
	const silent = "The bank did not answer."

	release := tab.HoldAnswers("*/sessions")
	holdTime(tab)
	tab.Click("link", "Security")
	pass(tab, 20)
	tab.See("This did not work", silent)
	release()
	tab.Click("button", "Try again")
	tab.Find("heading", "Sessions")

	// A file may take longer.
	tab.Go(fmt.Sprintf("http://%s/#accounts/%d", server.Address, id))
	tab.Find("heading", fmt.Sprintf("Account %d", id))
	release = tab.HoldAnswers("*/statement.csv*")
	holdTime(tab)
	tab.Click("button", "Download statement")
	pass(tab, 59.9)
	if contains(tab.Text(), silent) {
		t.Error("a long statement cannot be downloaded")
	}
	pass(tab, 60)
	tab.See(silent)
	release()

	tab.Click("button", "Log out")
	tab.Find("heading", "Log in")
	release = tab.HoldAnswers("*/users/login")
	holdTime(tab)
	logIn(tab, "alice", banktest.Password)
	pass(tab, 30)
	tab.See(silent)
	release()
	tab.Click("button", "Log in")
	tab.Find("heading", "Accounts")
}
