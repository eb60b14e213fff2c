package command

import (
	"context"
	"flag"
	"fmt"
	"io"

	"example.com/simplebank/services/bank/command/completion"
)

// completions is a function as it has all the others in it.
func completions() *subcommand {
	shells := map[string]func(completion.Command) string{
		"bash": completion.Bash, "zsh": completion.Zsh, "fish": completion.Fish,
	}
	return &subcommand{
		name:      "completion",
		arguments: "bash|zsh|fish",
		summary:   "print what has the shell complete the commands and their flags",
		help: func() string {
			return `bash, in ~/.bashrc:          source <(bank completion bash)
zsh, after compinit:         source <(bank completion zsh)
fish, in config.fish:        bank completion fish | source
`
		},
		words: []string{"bash", "zsh", "fish"},
		run: func(_ context.Context, p Program, args []string) error {
			if len(args) != 1 || shells[args[0]] == nil {
				return usageError{fmt.Sprintf("it takes one argument, bash, zsh or fish, not %q", args)}
			}
			_, err := io.WriteString(p.Stdout, shells[args[0]](root().outline()))
			return err
		},
	}
}

// outline is what a completion needs of the subcommand and those below it.
func (c *subcommand) outline() completion.Command {
	outline := completion.Command{Name: c.name, Summary: c.summary, Words: c.words}
	if c.name == "" {
		outline.Name = c.path
	}
	if c.run != nil || c.call != nil {
		flags, _ := c.prepare(new(Program))
		flags.VisitAll(func(f *flag.Flag) {
			value, usage := flag.UnquoteUsage(f)
			outline.Flags = append(outline.Flags, completion.Flag{Name: f.Name, Usage: usage, Value: value != ""})
		})
	}
	for _, sub := range c.commands {
		outline.Commands = append(outline.Commands, sub.outline())
	}
	return outline
}
