package command

import (
	"context"
	"fmt"
)

var version = subcommand{
	name:    "version",
	summary: "tell the version of the program",
	run: func(_ context.Context, p Program, args []string) error {
		if err := noArguments(args); err != nil {
			return err
		}
		fmt.Fprintln(p.Stdout, p.Version)
		return nil
	},
}
