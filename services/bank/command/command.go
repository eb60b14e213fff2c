// Package command has the subcommands of the program bank, one file each.
package command

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// Exit statuses of the program.
const (
	exitOK        = 0
	exitFailure   = 1
	exitUsage     = 2
	exitNotLooked = 2
)

// Program is how the program was built and where it writes.
type Program struct {
	Version string
	Stdout  io.Writer // results and logs
	Stderr  io.Writer // what is wrong

	json  bool              // results are to be JSON
	quiet bool              // progress is not to be shown
	flags map[string]string // those of the subcommand that are given, by name
}

// subcommand is one thing that the program can do.
type subcommand struct {
	name      string
	arguments string // as the usage shows them
	summary   string
	help      func() string // what --help tells besides, if anything
	json      bool          // whether it takes --json
	quiet     bool          // whether it takes --quiet
	flags     []string      // the other flags it takes, each with a value
	run       func(ctx context.Context, p Program, args []string) error
}

func subcommands() []subcommand {
	return []subcommand{serve, migrate, user, configuration, doctor, audit, ledgerKey, verifyReceipt, healthcheck, version}
}

// usageError says that the arguments are not what is accepted.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// Run does what the arguments, without the program's name, ask for and returns
// the exit status: 0 if all went well, 1 if it failed, 2 if the arguments were
// wrong or what was to be looked at could not be.
func (p Program) Run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		fmt.Fprintf(p.Stderr, "bank: a command is missing\n\n%s", usage())
		return exitUsage
	}
	name, args := args[0], args[1:]
	if name == "help" || name == "-h" || name == "-help" || name == "--help" {
		fmt.Fprint(p.Stdout, usage())
		return exitOK
	}
	for _, c := range subcommands() {
		if c.name == name {
			return p.runSubcommand(ctx, c, args)
		}
	}
	fmt.Fprintf(p.Stderr, "bank: there is no command %q\n\n%s", name, usage())
	return exitUsage
}

func (p Program) runSubcommand(ctx context.Context, c subcommand, args []string) int {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	if c.json {
		flags.BoolVar(&p.json, "json", false, "")
	}
	if c.quiet {
		flags.BoolVar(&p.quiet, "quiet", false, "")
	}
	p.flags = map[string]string{}
	for _, name := range c.flags {
		flags.Func(name, "", func(value string) error {
			p.flags[name] = value
			return nil
		})
	}
	args, err := parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(p.Stdout, c.describe())
		return exitOK
	}
	if err != nil {
		err = usageError{err.Error()}
	} else {
		err = c.run(ctx, p, args)
	}
	var wrong usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &wrong):
		fmt.Fprintf(p.Stderr, "bank %s: %v\n%s\n", c.name, err, c.usageLine())
		return exitUsage
	}
	fmt.Fprintf(p.Stderr, "bank %s: %v\n", c.name, err)
	var notLooked couldNotLookError
	if errors.As(err, &notLooked) {
		return exitNotLooked
	}
	return exitFailure
}

// parse returns the arguments that are no flags. Flags may be anywhere among
// them, up to one that is "--".
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		ended := flags.NArg() < len(args) && args[len(args)-flags.NArg()-1] == "--"
		if args = flags.Args(); ended {
			return append(rest, args...), nil
		}
		if len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	return rest, nil
}

func (c subcommand) usageLine() string {
	return strings.TrimSpace("usage: bank " + c.name + " " + c.arguments)
}

func (c subcommand) describe() string {
	text := c.usageLine() + "\n\n" + c.summary + "\n"
	if c.help != nil {
		text += "\n" + c.help()
	}
	return text
}

func usage() string {
	var text strings.Builder
	text.WriteString("usage: bank COMMAND\n\n")
	for _, c := range subcommands() {
		fmt.Fprintf(&text, "  %-40s %s\n", strings.TrimSpace(c.name+" "+c.arguments), c.summary)
	}
	text.WriteString("\n\"bank COMMAND --help\" tells more, \"bank serve --help\" every environment variable.\n")
	return text.String()
}

// noArguments returns a usage error if there are arguments.
func noArguments(args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Sprintf("it takes no arguments, not %q", args)}
	}
	return nil
}

// printJSON prints a result for programs.
func (p Program) printJSON(result any) error {
	encoder := json.NewEncoder(p.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(result); err != nil {
		return fmt.Errorf("print the result: %w", err)
	}
	return nil
}

// variables introduces the description of environment variables.
func variables(description string) string {
	return "Environment variables (an empty one counts as not set; a file app.env in the\nworking directory may set those that are not):\n\n" + description
}
