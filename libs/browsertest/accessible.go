package browsertest

import (
	"fmt"
	"strings"
)

// named are the roles of what nobody can use without a name.
var named = map[string]bool{
	"button": true, "checkbox": true, "combobox": true, "Date": true, "dialog": true, "heading": true, "image": true,
	"img": true, "link": true, "navigation": true, "radio": true, "radiogroup": true, "region": true, "table": true, "textbox": true,
}

// CheckAccessible fails the test if a machine can tell that somebody cannot use the
// page as it is, which the test calls by the name of the view.
func (tab *Tab) CheckAccessible(view string) {
	tab.t.Helper()
	for _, finding := range tab.Barriers() {
		tab.t.Errorf("%s: %s", view, finding)
	}
}

// Barriers returns what is wrong: what needs a name must have one, there must be one
// main part with one first heading, text must stand out from what is behind it, by
// 4.5:1 or 3:1 if it is large, and fields by 3:1, controls must be large enough to be
// hit, and nothing may be cut at the side.
func (tab *Tab) Barriers() (findings []string) {
	tab.t.Helper()
	counts := map[string]int{}
	for _, n := range tab.Nodes() {
		counts[n.Role]++
		if n.Role == "heading" && n.Properties["level"] == "1" {
			counts["h1"]++
		}
		if named[n.Role] && strings.TrimSpace(n.Name) == "" {
			findings = append(findings, fmt.Sprintf("a %s has no name", n.Role))
		}
	}
	modal := counts["dialog"] > 0 // what is behind one is not there
	for _, role := range []string{"main", "banner", "contentinfo", "h1"} {
		if !modal && counts[role] != 1 {
			findings = append(findings, fmt.Sprintf("%d of %s", counts[role], role))
		}
	}
	return append(findings, Evaluate[[]string](tab, examine)...)
}

// examine returns what is wrong with the looks of the page.
const examine = `(() => {
	const findings = [];
	const channels = (color) => {
		const n = color.match(/[\d.]+/g).map(Number);
		if (!color.startsWith("rgb")) findings.push("a color that is not understood here: " + color);
		return { rgb: n.slice(0, 3), alpha: n[3] ?? 1 };
	};
	const over = (top, below) => top.rgb.map((c, i) => c * top.alpha + below[i] * (1 - top.alpha));
	const behind = (element) => {
		if (!element) return [255, 255, 255];
		const color = channels(getComputedStyle(element).backgroundColor);
		return color.alpha === 1 ? color.rgb : over(color, behind(element.parentElement));
	};
	const luminance = (rgb) => {
		const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const contrast = (a, b) => {
		const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
		return (light + 0.05) / (dark + 0.05);
	};
	const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;
	const report = (what, element, ratio, least) => {
		if (ratio < least) findings.push(what + " of " + element.tagName + " " + JSON.stringify((element.value ?? element.textContent).slice(0, 30)) + " has contrast " + ratio.toFixed(2));
	};
	const text = (element) => {
		const style = getComputedStyle(element);
		const size = parseFloat(style.fontSize);
		const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
		const ground = behind(element);
		report("the text", element, contrast(over(channels(style.color), ground), ground), large ? 3 : 4.5);
	};
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const done = new Set();
	while (walker.nextNode()) {
		const element = walker.currentNode.parentElement;
		if (!walker.currentNode.data.trim() || done.has(element) || !seen(element) || element.closest("noscript, option") || element.closest(":disabled")) continue;
		done.add(element);
		text(element);
	}
	for (const field of document.querySelectorAll("input:not([type=radio]), select")) {
		if (!seen(field) || field.matches(":disabled")) continue;
		text(field);
		report("the edge", field, contrast(channels(getComputedStyle(field).borderTopColor).rgb, behind(field.parentElement)), 3);
	}
	// Links in a sentence are as high as its lines (WCAG 2.2, 2.5.8).
	for (const control of document.querySelectorAll("button, select, input:not([type=radio]), nav a, label:has(input[type=radio])")) {
		const { width, height } = control.getBoundingClientRect();
		if (seen(control) && (width < 24 || height < 24)) findings.push(control.tagName + " " + control.textContent + " is only " + width + " by " + height);
	}
	const root = document.scrollingElement;
	if (root.scrollWidth > innerWidth) {
		const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName + "." + e.className);
		findings.push("it is " + root.scrollWidth + " wide in a window of " + innerWidth + ": " + wide);
	}
	return findings;
})()`
