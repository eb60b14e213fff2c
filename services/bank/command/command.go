// Package command has the subcommands of the program bank, one file each.
package command

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/services/bank/selftest"
)

// Exit statuses of the program.
const (
	exitOK        = 0
	exitFailure   = 1
	exitUsage     = 2
	exitNotLooked = 2
)

// Program is how the program was built and where it reads and writes.
type Program struct {
	Version string
	Stdin   *os.File
	Stdout  io.Writer // results and logs
	Stderr  io.Writer // what is wrong

	// What flags say.
	json  bool   // results are to be JSON
	quiet bool   // progress is not to be shown
	key   string // of those who verify

	checkpoint string // the file with one to compare the log with

	trial selftest.Options
}

// subcommand is one thing that the program can do, or a group of them, or both. It
// has a run if it works here, and a call if it asks a server as its client.
type subcommand struct {
	name      string
	arguments string // as the usage shows them
	summary   string
	help      func() string                 // what --help tells besides, if anything
	json      bool                          // whether it takes --json
	words     []string                      // what an argument may be, where that is one of a few
	flags     func(*Program, *flag.FlagSet) // declares its other flags, if it has a run
	run       func(ctx context.Context, p Program, args []string) error
	// call declares the flags and returns what to do once they are read.
	call     func(flags *flag.FlagSet) callFunc
	commands []*subcommand

	path string // the names from the program's on
}

// servers are the subcommands that run the bank.
func servers() []*subcommand {
	return []*subcommand{&serve, &migrate, &user, &configuration, &doctor, &audit, &selfTest, &ledgerKey, &verifyReceipt, &healthcheck, &version, completions()}
}

// clients are the subcommands that use it.
func clients() []*subcommand {
	return []*subcommand{
		&signup, &login, &logout, &whoami, &passwordChange, &sessions, &session,
		&accounts, &account, &transfers, &transfer, &auditLog,
	}
}

// root is the program as a whole.
func root() *subcommand {
	return &subcommand{path: "bank", commands: append(clients(), servers()...)}
}

// usageError says that the arguments are not what is accepted.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// Run does what the arguments, without the program's name, ask for and returns
// the exit status: 0 if all went well, 1 if it failed, 2 if the arguments were
// wrong or what was to be looked at could not be.
func (p Program) Run(ctx context.Context, args []string) int {
	asked := len(args) > 0 && isHelp(args[0])
	if asked {
		args = args[1:]
	}
	c, args := root().find(args)
	switch {
	case c.run == nil && c.call == nil: // a group
		if asked && len(args) == 0 || len(args) > 0 && isHelp(args[0]) {
			fmt.Fprint(p.Stdout, c.usage())
			return exitOK
		}
		wrong := "a command is missing"
		if len(args) > 0 {
			wrong = fmt.Sprintf("there is no command %q", args[0])
		}
		fmt.Fprintf(p.Stderr, "%s: %s\n\n%s", c.path, wrong, c.usage())
		return exitUsage
	case asked:
		fmt.Fprint(p.Stdout, c.describe())
		return exitOK
	}
	return p.runSubcommand(ctx, c, args)
}

func isHelp(word string) bool {
	return slices.Contains([]string{"help", "-h", "-help", "--help"}, word)
}

// find returns the subcommand that the first arguments name, and the rest of them.
func (c *subcommand) find(args []string) (*subcommand, []string) {
	if len(args) > 0 {
		for _, sub := range c.commands {
			if sub.name == args[0] {
				return sub.below(c).find(args[1:])
			}
		}
	}
	return c, args
}

// below returns the subcommand as one that knows its path.
func (c subcommand) below(parent *subcommand) *subcommand {
	c.path = parent.path + " " + c.name
	return &c
}

func (p *Program) runSubcommand(ctx context.Context, c *subcommand, args []string) int {
	flags, run := c.prepare(p)
	args, err := parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(p.Stdout, c.describe())
		return exitOK
	}
	if err != nil {
		err = usageError{err.Error()}
	} else {
		err = run(ctx, *p, args)
	}
	var wrong usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &wrong):
		fmt.Fprintf(p.Stderr, "%s: %v\n%s\n", c.path, err, c.usageLine())
		return exitUsage
	}
	fmt.Fprintf(p.Stderr, "%s: %v\n", c.path, err)
	var notLooked couldNotLookError
	if errors.As(err, &notLooked) {
		return exitNotLooked
	}
	return exitFailure
}

// prepare returns the flags of the subcommand and what runs it once they are read.
func (c *subcommand) prepare(p *Program) (*flag.FlagSet, func(context.Context, Program, []string) error) {
	flags := flag.NewFlagSet(c.path, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	if c.json {
		flags.BoolVar(&p.json, "json", false, "print JSON")
	}
	if c.flags != nil {
		c.flags(p, flags)
	}
	if c.call == nil {
		return flags, c.run
	}
	return flags, c.remote(flags)
}

// parse reads the flags wherever they are among the arguments, and returns the rest. A
// "--" ends the flags.
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		left := flags.Args()
		ended := len(left) < len(args) && args[len(args)-len(left)-1] == "--"
		if len(left) == 0 || ended {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// noArguments returns a usage error if there are arguments.
//
// Not inlined, as fault.New.
//
//go:noinline
func noArguments(args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Sprintf("it takes no arguments, not %q", args)}
	}
	return nil
}

// printJSON prints a result for programs.
func (p *Program) printJSON(result any) error {
	encoder := json.NewEncoder(p.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(result); err != nil {
		return fault.During("print the result", err)
	}
	return nil
}

// report prints a result: for programs as it is, for people as a text.
func (p *Program) report(result any, format string, args ...any) error {
	if p.json {
		return p.printJSON(result)
	}
	if _, err := fmt.Fprintf(p.Stdout, format, args...); err != nil {
		return fault.During("print the result", err)
	}
	return nil
}

// variables introduces the description of environment variables.
func variables(description string) string {
	return "Environment variables (an empty one counts as not set; a file app.env in the\nworking directory may set those that are not):\n\n" + description
}
