package command

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.com/simplebank/libs/postgres/migration"
	"example.com/simplebank/services/bank/config"
)

var migrate = subcommand{
	name:      "migrate",
	arguments: "up|down|version",
	summary:   "migrate the database to the newest schema, or to none (all data is lost), or tell its version",
	help:      func() string { return variables(config.Describe[config.Database]()) },
	run: func(ctx context.Context, p Program, args []string) error {
		if len(args) != 1 {
			return usageError{"it takes one argument: up, down or version"}
		}
		do, ok := map[string]func(context.Context, Program, string) error{
			"up": func(ctx context.Context, _ Program, source string) error {
				return migration.Up(ctx, source)
			},
			"down": func(ctx context.Context, _ Program, source string) error {
				return migration.Down(ctx, source)
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
		return do(ctx, p, c.Source.Reveal())
	},
}

func printSchemaVersion(ctx context.Context, p Program, source string) (err error) {
	db, err := sql.Open("postgres", source)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	version, err := migration.Version(ctx, db)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Stdout, "%d of %d\n", version, migration.Latest())
	return nil
}
