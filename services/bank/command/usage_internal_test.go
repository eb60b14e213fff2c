package command

import (
	"bytes"
	"strings"
	"testing"
)

// TestHelpEverywhere asks each command for help, in each way that there is.
func TestHelpEverywhere(t *testing.T) {
	ask := func(args ...string) (status int, stdout string) {
		var out, errs bytes.Buffer
		status = Program{Stdout: &out, Stderr: &errs}.Run(t.Context(), args)
		if errs.Len() > 0 {
			t.Errorf("%q: %s", args, errs.String())
		}
		return status, out.String()
	}
	_, whole := ask("help")
	var walk func(*subcommand)
	walk = func(c *subcommand) {
		words := strings.Fields(c.path)[1:]
		_, want := ask(append([]string{"help"}, words...)...)
		if !strings.HasPrefix(want, "usage: "+c.path) || !strings.Contains(want, c.summary) {
			t.Errorf("help of %s:\n%s", c.path, want)
		}
		for _, flag := range []string{"--help", "-h"} {
			if status, got := ask(append(words, flag)...); status != exitOK || got != want {
				t.Errorf("%s %s: status %d\n%s", c.path, flag, status, got)
			}
		}
		if c.name != "" && c.run == nil && c.call == nil && len(c.commands) == 0 {
			t.Errorf("%s does nothing", c.path)
		}
		if (c.run != nil || c.call != nil) && !strings.Contains(whole, strings.Join(words, " ")) {
			t.Errorf("%s is not in the help of the program", c.path)
		}
		for _, sub := range c.commands {
			walk(sub.below(c))
		}
	}
	walk(root())
	for line := range strings.Lines(whole) {
		if len(line) > 130 {
			t.Errorf("a long line: %s", line)
		}
	}
}

func TestTablesDoNotSteerTheTerminal(t *testing.T) {
	table := newTable("NAME", ">AMOUNT", "REFERENCE")
	table.add("a\x1b[2J", "1.00 USD", "\u202eb\u009b31m")
	table.add("bcd", "-12.00 USD", "")
	var out bytes.Buffer
	if err := table.print(&out); err != nil {
		t.Fatal(err)
	}
	want := "NAME       AMOUNT  REFERENCE\n" +
		"a\ufffd[2J    1.00 USD  \ufffdb\ufffd31m\n" +
		"bcd    -12.00 USD\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
