package console_test

import (
	"fmt"
	"net/http"
	"testing"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

const notKnown = "It is not known whether the money has moved."

// fillSend fills in the form to send money.
func fillSend(tab *browsertest.Tab, to int64, amount string) {
	tab.Click("link", "Send")
	tab.Fill("To account", fmt.Sprint(to))
	tab.Fill("Amount", amount)
}

// sendInDoubt sends money, and the answer is lost.
func sendInDoubt(tab *browsertest.Tab, to int64, amount string) {
	tab.Expect("net::ERR_CONNECTION_RESET")
	fillSend(tab, to, amount)
	stop := tab.LoseAnswers("*/transfers")
	tab.Click("button", "Send")
	tab.See(notKnown)
	stop()
}

// wantInDoubt opens the form to send money, which must have what is in doubt.
func wantInDoubt(t *testing.T, tab *browsertest.Tab, amount string) {
	t.Helper()
	tab.Click("link", "Send")
	tab.See("This was sent before, and no answer has come.", notKnown)
	if box := tab.Find("textbox", "Amount"); box.Value != amount || box.Properties["disabled"] != "true" {
		t.Errorf("the amount is %+v", box)
	}
}

// kept returns how many things of a user the tab has kept.
func kept(tab *browsertest.Tab, username string) int {
	return browsertest.Evaluate[int](tab, fmt.Sprintf(`Object.keys(sessionStorage).filter((key) => key.includes(".%s.")).length`, username))
}

// TestDoubtOutlivesSession ends the session in every way while it is not known
// whether money has moved: who logs in again can find out, and nobody else.
func TestDoubtOutlivesSession(t *testing.T) {
	server, _, tab, alice, bob, from, to := two(t)
	newAccount(t, server, bob, "EUR", 0)
	logOut := func() {
		tab.Click("button", "Log out")
		tab.Find("heading", "Log in")
	}
	logInAs := func(username string) {
		logIn(tab, username, banktest.Password)
		tab.Find("heading", "Accounts")
	}
	sendInDoubt(tab, to, "2.00")
	logOut()

	logInAs("bob")
	tab.Click("link", "Send")
	tab.Find("heading", "Send money")
	if box := tab.Find("textbox", "Amount"); box.Value != "" || box.Properties["disabled"] == "true" || contains(tab.Text(), notKnown) {
		t.Errorf("another user is shown what is in doubt: %+v in\n%s", box, tab.Text())
	}
	tab.Find("button", "Send")
	logOut()

	logInAs("alice")
	wantInDoubt(t, tab, "2.00")
	// The session ends at the bank, and the user does not want another.
	alice.Do(t, "DELETE", "/sessions", nil)
	tab.Expect("status of 401")
	tab.Click("button", "Send the same again")
	tab.Find("dialog", "Log in again")
	tab.Click("button", "Leave")
	tab.WaitFocus("heading", "Log in")

	logInAs("alice")
	wantInDoubt(t, tab, "2.00")
	tab.Click("button", "Send the same again")
	tab.See("Sent: 2.00 USD")
	if n := booked(t, server, from); n != 1 {
		t.Errorf("%d transfers, want 1", n)
	}
	if n := kept(tab, "alice"); n != 0 {
		t.Errorf("%d things are kept of what has been answered", n)
	}
}

// TestAnswerAfterLogOut has answers come when the user has gone and another is there.
func TestAnswerAfterLogOut(t *testing.T) {
	server, _, tab, alice, _, from, to := two(t)
	// sendLate sends with an answer that arrives when the other user has logged in.
	sendLate := func(status int) {
		release := tab.HoldAnswers("*/transfers")
		tab.Click("button", "Send")
		await(t, "the bank answers", func() bool { return requests(server, "/transfers", status) > 0 })
		tab.Click("button", "Log out")
		tab.Find("heading", "Log in")
		logIn(tab, "bob", banktest.Password)
		tab.Find("heading", "Accounts")
		release()
		tab.Wait("the answer settles it", func() bool { return kept(tab, "alice") == 0 })
	}
	fillSend(tab, to, "3.00")
	sendLate(http.StatusOK)
	if fragment := browsertest.Evaluate[string](tab, "location.hash"); fragment != "#accounts" {
		t.Errorf("another user is taken to %s", fragment)
	}
	tab.Click("button", "Log out")
	logIn(tab, "alice", banktest.Password)
	tab.Find("heading", "Accounts")

	// What the bank has refused for the session is not sent in the other user's name.
	fillSend(tab, to, "4.00")
	alice.Do(t, "DELETE", "/sessions", nil)
	tab.Expect("status of 401")
	sendLate(http.StatusUnauthorized)
	if n := requests(server, "/transfers", http.StatusUnauthorized); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
	if n := booked(t, server, from); n != 1 {
		t.Errorf("%d transfers, want 1", n)
	}
}

// TestDoubtOfYesterday is about what the bank no longer knows by its key: sent again,
// it would move money once more.
func TestDoubtOfYesterday(t *testing.T) {
	server, _, tab, _, _, from, to := two(t)
	const tooLate = "What you sent here a day ago was never answered."
	sendInDoubt(tab, to, "2.00")
	browsertest.Evaluate[bool](tab, `(() => {
		const key = Object.keys(sessionStorage).find((key) => key.includes(".alice."));
		const sent = JSON.parse(sessionStorage.getItem(key));
		sessionStorage.setItem(key, JSON.stringify({ ...sent, at: sent.at - 24 * 3600_000 }));
		return true;
	})()`)
	tab.Reload()
	tab.See(tooLate)
	tab.Find("button", "Send")
	if n := kept(tab, "alice"); n != 0 {
		t.Errorf("%d things are kept", n)
	}

	// A page that stays open that long.
	sendInDoubt(tab, to, "2.00")
	browsertest.Evaluate[bool](tab, `(() => { const now = Date.now; Date.now = () => now() + 24 * 3600_000; return true; })()`)
	tab.Click("button", "Send the same again")
	tab.See(tooLate)
	tab.Gone("button", "Send the same again")
	if n := booked(t, server, from); n != 2 {
		t.Errorf("%d transfers, want 2", n)
	}
}

// TestLateAnswer has the answer to what was given up on come when something else is
// in doubt: that stays.
func TestLateAnswer(t *testing.T) {
	server, _, tab, _, _, from, to := two(t)
	fillSend(tab, to, "1.00")
	browsertest.Evaluate[bool](tab, `(() => {
		const real = fetch;
		window.fetch = async (...request) => {
			window.fetch = real; // for those after it
			const answer = await real(...request);
			await new Promise((arrive) => { window.arrive = arrive; });
			return answer;
		};
		return true;
	})()`)
	tab.Click("button", "Send")
	tab.Wait("the bank answers", func() bool { return browsertest.Evaluate[bool](tab, "Boolean(window.arrive)") })
	tab.Click("link", "Accounts")
	tab.WaitFocus("heading", "Accounts")
	wantInDoubt(t, tab, "1.00")
	tab.Click("button", "Give up on it")
	sendInDoubt(tab, to, "2.00")
	browsertest.Evaluate[bool](tab, "window.arrive(), true")
	tab.See("Sent: 1.00 USD")
	wantInDoubt(t, tab, "2.00")
	tab.Click("button", "Send the same again")
	tab.See("Sent: 2.00 USD")
	if n := booked(t, server, from); n != 2 {
		t.Errorf("%d transfers, want 2", n)
	}
}
