package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Node is what assistive technology knows of an element.
type Node struct {
	Role        string
	Name        string
	Description string
	Value       string
	Properties  map[string]string // such as invalid, disabled, focused
	id          cdp.BackendNodeID
}

// Nodes returns the accessibility tree of the page, flat, in its order.
func (tab *Tab) Nodes() []Node {
	tab.t.Helper()
	var nodes []Node
	for _, n := range call(tab, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored {
			continue
		}
		node := Node{
			Role:        text(n.Role),
			Name:        text(n.Name),
			Description: text(n.Description),
			Value:       text(n.Value),
			Properties:  map[string]string{},
			id:          n.BackendDOMNodeID,
		}
		for _, p := range n.Properties {
			node.Properties[string(p.Name)] = text(p.Value)
		}
		nodes = append(nodes, node)
	}
	return nodes
}

// text returns a value of the accessibility tree as text; no-break spaces are spaces.
func text(v *accessibility.Value) string {
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	var value any
	if err := json.Unmarshal([]byte(v.Value), &value); err != nil {
		return string(v.Value)
	}
	return strings.ReplaceAll(fmt.Sprint(value), "\u00a0", " ")
}

// All returns the nodes of the role whose name has the given words.
func (tab *Tab) All(role, name string) []Node {
	tab.t.Helper()
	var found []Node
	for _, n := range tab.Nodes() {
		if n.Role == role && strings.Contains(n.Name, name) {
			found = append(found, n)
		}
	}
	return found
}

// Find waits for the one node of that role and name, or, if there is none, for the
// one whose name has the words of the name in it.
func (tab *Tab) Find(role, name string) Node {
	tab.t.Helper()
	var found Node
	tab.await(func() bool {
		all := tab.All(role, name)
		for _, n := range all {
			if n.Name == name {
				found = n
				return true
			}
		}
		if len(all) == 1 {
			found = all[0]
		}
		return len(all) == 1
	}, func() string {
		return fmt.Sprintf("there is not one %s %q, but %+v in:\n%s", role, name, tab.All(role, name), tab.Text())
	})
	return found
}

// Gone waits until there is no such node.
func (tab *Tab) Gone(role, name string) {
	tab.t.Helper()
	tab.await(func() bool { return len(tab.All(role, name)) == 0 }, func() string {
		return fmt.Sprintf("%s %q does not go away", role, name)
	})
}

// Click clicks the middle of the node.
func (tab *Tab) Click(role, name string) {
	tab.t.Helper()
	tab.ClickTimes(role, name, 1)
}

// ClickTimes is [Tab.Click], several times in a row.
func (tab *Tab) ClickTimes(role, name string, times int) {
	tab.t.Helper()
	node := tab.Find(role, name)
	call(tab, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: node.id})
	quads := call(tab, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: node.id}).Quads
	if len(quads) == 0 {
		tab.t.Fatalf("%s %q takes no room on the page", role, name)
	}
	q := quads[0] // the corners
	x, y := (q[0]+q[4])/2, (q[1]+q[5])/2
	for range times {
		if err := chromedp.Do(tab.ctx, chromedp.MouseClickXY(x, y)); err != nil {
			tab.t.Fatalf("click %s %q: %v", role, name, err)
		}
	}
}

// Fill clicks the text box and types in place of what is in it.
func (tab *Tab) Fill(name, text string) {
	tab.t.Helper()
	tab.Click("textbox", name)
	tab.call(tab.Find("textbox", name), "function() { this.select(); }")
	if text == "" {
		text = kb.Delete
	}
	tab.Type(text)
}

// Choose takes the option with the words in the list of that name.
func (tab *Tab) Choose(name, words string) {
	tab.t.Helper()
	encoded, err := json.Marshal(words)
	if err != nil {
		tab.t.Fatal(err)
	}
	tab.call(tab.Find("combobox", name), `function() {
		const option = [...this.options].find((o) => o.text.replaceAll("\u00a0", " ").includes(`+string(encoded)+`));
		this.value = option.value;
		this.dispatchEvent(new Event("change"));
	}`)
}

// SetDate puts a day, as 2006-01-02, into the field of that name.
func (tab *Tab) SetDate(name, day string) {
	tab.t.Helper()
	tab.call(tab.Find("Date", name), fmt.Sprintf("function() { this.value = %q; }", day))
}

// call calls a function on the element of the node.
func (tab *Tab) call(node Node, function string) {
	tab.t.Helper()
	object := call(tab, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: node.id}).Object
	result := call(tab, runtime.CallFunctionOn, runtime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: object.ObjectID})
	if result.ExceptionDetails != nil {
		tab.t.Fatalf("on %s %q: %s", node.Role, node.Name, result.ExceptionDetails.Exception.Description)
	}
}

// Type presses the keys, of which [kb] has names for those without a character.
func (tab *Tab) Type(keys string) {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, chromedp.KeyEvent(keys)); err != nil {
		tab.t.Fatalf("type: %v", err)
	}
}

// Focused returns the node that has the focus.
func (tab *Tab) Focused() Node {
	tab.t.Helper()
	var focused Node
	for _, n := range tab.Nodes() {
		if n.Properties["focused"] == "true" && n.Role != "RootWebArea" {
			focused = n
		}
	}
	return focused
}

// WaitFocus waits until the node of that role and name has the focus.
func (tab *Tab) WaitFocus(role, name string) {
	tab.t.Helper()
	var focused Node
	tab.await(func() bool {
		focused = tab.Focused()
		return focused.Role == role && strings.Contains(focused.Name, name)
	}, func() string { return fmt.Sprintf("the focus is on %+v, not on %s %q", focused, role, name) })
}

// TabTo presses the tab key until the node has the focus. Where the focus is must be
// seen on the way.
func (tab *Tab) TabTo(role, name string) {
	tab.t.Helper()
	const most = 50
	var way []string
	for range most {
		tab.Type(kb.Tab)
		focused := tab.Focused()
		if focused.Role == role && strings.Contains(focused.Name, name) {
			return
		}
		way = append(way, focused.Role+" "+focused.Name)
		if focused.id != 0 && !Evaluate[bool](tab, seesFocus) {
			tab.t.Errorf("the focus on %s %q cannot be seen", focused.Role, focused.Name)
		}
	}
	tab.t.Fatalf("the tab key does not lead to %s %q, but to %q", role, name, way)
}

const seesFocus = `(() => {
	const style = getComputedStyle(document.activeElement);
	return document.activeElement === document.body || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
})()`
