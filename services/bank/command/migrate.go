package command

import (
	"context"
	"fmt"
	"log/slog"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/services/bank/config"
)

var migrate = subcommand{
	name:      "migrate",
	arguments: "up|down|version",
	summary:   "migrate the database to the newest schema, or to none (all data is lost), or tell its version",
	help:      func() string { return variables(config.Describe[config.Database]()) },
	words:     []string{"up", "down", "version"},
	run: func(ctx context.Context, p Program, args []string) error {
		if len(args) != 1 {
			return usageError{"it takes one argument: up, down or version"}
		}
		do, ok := map[string]func(context.Context, Program, migration.Schema) error{
			"up": func(ctx context.Context, _ Program, schema migration.Schema) error {
				return schema.Up(ctx)
			},
			"down": func(ctx context.Context, _ Program, schema migration.Schema) error {
				return schema.Down(ctx)
			},
			"version": printSchemaVersion,
		}[args[0]]
		if !ok {
			return usageError{fmt.Sprintf("the argument must be up, down or version, not %q", args[0])}
		}
		c, err := config.Load[config.Database]()
		if err != nil {
			return err
		}
		log := slog.New(slog.NewTextHandler(p.Stderr, nil))
		return do(ctx, p, migration.Schema{Source: c.Source.Reveal(), Log: log})
	},
}

func printSchemaVersion(ctx context.Context, p Program, schema migration.Schema) error {
	version, err := schema.Version(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "%d of %d\n", version, migration.Latest())
	return nil
}
