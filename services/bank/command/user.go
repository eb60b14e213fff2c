package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/services/bank/config"
)

// userTimeout bounds the work on the database, waits for locks included.
const userTimeout = 15 * time.Second

var user = subcommand{
	name:      "user",
	arguments: "role NAME ROLE",
	summary:   "make the user a depositor, a banker or an auditor",
	help:      func() string { return variables(config.Describe[config.Database]()) },
	words:     []string{"role"},
	run: func(ctx context.Context, _ Program, args []string) (err error) {
		if len(args) != 3 || args[0] != "role" {
			return usageError{"it takes three arguments: role, the user's name and the new role"}
		}
		role, err := identity.ParseRole(args[2])
		if err != nil {
			return usageError{err.Error()}
		}
		c, err := config.Load[config.Database]()
		if err != nil {
			return err
		}
		store, err := postgres.Open(c.Source.Reveal(), userTimeout)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		ctx, cancel := context.WithTimeout(ctx, userTimeout)
		defer cancel()
		if err := store.SetRole(ctx, args[1], role); err != nil {
			return fmt.Errorf("give %s the role %s: %w", args[1], role, err)
		}
		return nil
	},
}
