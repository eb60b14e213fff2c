package command

import (
	"context"
	"flag"

	"example.com/simplebank/libs/client"
)

var sessions = subcommand{
	name:    "sessions",
	summary: "list your sessions, the newest first",
	json:    true,
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			list, err := bank.ListSessions(ctx)
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(list)
			}
			t := newTable("SESSION", "CURRENT", "OPENED", "RENEWED", "UNTIL", "FROM", "PROGRAM")
			for _, s := range list {
				current := ""
				if s.Current {
					current = "current"
				}
				t.add(s.ID, current, s.CreatedAt, s.RenewedAt, s.ExpiresAt, s.ClientIP, s.UserAgent)
			}
			return t.print(p.Stdout)
		}
	},
}

var session = subcommand{
	name:     "session",
	summary:  "End sessions.",
	commands: []*subcommand{&sessionEnd, &sessionEndOthers},
}

var sessionEnd = subcommand{
	name:      "end",
	arguments: "ID",
	summary:   "end one of your sessions",
	json:      true,
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, args []string) error {
			if err := bank.EndSession(ctx, args[0]); err != nil {
				return err
			}
			return p.printEnded(client.Ended{Ended: 1})
		}
	},
}

var sessionEndOthers = subcommand{
	name:    "end-others",
	summary: "end all your sessions but this one",
	json:    true,
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			ended, err := bank.EndOtherSessions(ctx)
			if err != nil {
				return err
			}
			return p.printEnded(ended)
		}
	},
}

func (p *Program) printEnded(ended client.Ended) error {
	return p.report(ended, "Sessions ended: %d\n", ended.Ended)
}
