package command

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"

	"example.com/simplebank/services/bank/config"
)

var configuration = subcommand{
	name:      "config",
	arguments: "[--json]",
	summary:   "show the configuration that serve would run with, and where it comes from; no secrets",
	help:      func() string { return variables(config.Describe[config.Server]()) },
	json:      true,
	run: func(_ context.Context, p Program, args []string) error {
		if err := noArguments(args); err != nil {
			return err
		}
		settings, err := config.Settings[config.Server]()
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(settings)
		}
		table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
		for _, s := range settings {
			fmt.Fprintf(table, "%s\t%s\t(%s)\n", s.Name, cmp.Or(s.Value, "-"), s.Origin)
		}
		return table.Flush()
	},
}
