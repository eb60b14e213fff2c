package command

import (
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
)

func (c *subcommand) usageLine() string {
	line := "usage: " + c.path
	if c.call != nil {
		line += " [flags]"
	}
	return strings.TrimSpace(line + " " + c.arguments)
}

// describe is what --help tells of a subcommand.
func (c *subcommand) describe() string {
	text := c.usageLine() + "\n\n" + c.summary + "\n"
	if c.help != nil {
		text += "\n" + c.help()
	}
	if c.call != nil {
		text += "\n" + clientHelp
	}
	if c.call != nil || c.flags != nil {
		text += "\nFlags:\n\n" + c.describeFlags()
	}
	if len(c.commands) > 0 {
		text += "\nAnd:\n\n" + c.list(c.commands)
	}
	return text
}

func (c *subcommand) describeFlags() string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	flags, _ := c.prepare(new(Program))
	flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(table, "  --%s\t%s\n", strings.TrimSpace(f.Name+" "+value), usage)
	})
	table.Flush() // into a string it does not fail
	return text.String()
}

// usage is what help tells of a group, or of the program.
func (c *subcommand) usage() string {
	text := "usage: " + c.path + " COMMAND\n\n"
	if c.name != "" {
		text += c.summary + "\n\n" + c.list(c.commands)
	} else {
		text += "To use a bank:\n\n" + c.list(clients()) +
			"\nTo run one:\n\n" + c.list(servers())
	}
	text += fmt.Sprintf("\n\"%s COMMAND --help\" tells more", c.path)
	if c.name == "" {
		text += `, "bank serve --help" every environment variable`
	}
	return text + ".\n"
}

// list lists subcommands of this one, and those below them.
func (c *subcommand) list(commands []*subcommand) string {
	var text strings.Builder
	for _, sub := range commands {
		sub = sub.below(c)
		if sub.run != nil || sub.call != nil {
			_, names, _ := strings.Cut(sub.path, " ")
			fmt.Fprintf(&text, "  %-30s %s\n", strings.TrimSpace(names+" "+sub.arguments), sub.summary)
		}
		text.WriteString(sub.list(sub.commands))
	}
	return text.String()
}
