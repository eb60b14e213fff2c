package command

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"example.com/simplebank/services/bank/app"
	"example.com/simplebank/services/bank/config"
)

var serve = subcommand{
	name:    "serve",
	summary: "serve the bank over HTTP until SIGTERM, SIGINT or SIGHUP",
	help:    func() string { return variables(config.Describe[config.Server]()) },
	run: func(ctx context.Context, p Program, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		c, err := config.Load[config.Server]()
		if err != nil {
			return err
		}
		a, err := app.New(ctx, c, p.Version, newLog(p.Stdout, c.Environment))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, a.Close()) }()
		return a.Run(ctx)
	},
}

func newLog(w io.Writer, environment config.Environment) *slog.Logger {
	if environment == config.Development {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return slog.New(slog.NewJSONHandler(w, nil))
}
