package command

import (
	"context"
	"flag"
	"fmt"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/services/bank/terminal"
)

// passwordHelp says where a password comes from.
const passwordHelp = `The password is asked for at a terminal, and else read as a line of standard input.
`

var login = subcommand{
	name:      "login",
	arguments: "USERNAME",
	summary:   "log in; the other commands use the log-in until it ends",
	help:      func() string { return passwordHelp },
	json:      true,
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, args []string) error {
			password, err := p.askPassword(ctx, "Password: ")
			if err != nil {
				return err
			}
			user, err := bank.LogIn(ctx, args[0], password)
			if err != nil {
				return err
			}
			return p.report(user, "Logged in to %s as %s until %s.\n",
				bank.server, user.Username, show(bank.Session().RefreshTokenExpiresAt))
		}
	},
}

// askPassword reads a password.
func (p *Program) askPassword(ctx context.Context, prompt string) (string, error) {
	password, err := terminal.ReadSecret(ctx, p.Stdin, p.Stderr, prompt)
	if err == nil && password == "" {
		err = usageError{"there is no password: type it, or give it on standard input"}
	}
	return password, err
}

var logout = subcommand{
	name:    "logout",
	summary: "end the log-in, at the server too",
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			if err := bank.LogOut(ctx); err != nil {
				return err
			}
			fmt.Fprintf(p.Stdout, "Logged out of %s.\n", bank.server)
			return nil
		}
	},
}

var whoami = subcommand{
	name:    "whoami",
	summary: "tell who is logged in, and ask the server whether that is so",
	json:    true,
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			if _, err := bank.ListSessions(ctx); err != nil {
				return err
			}
			s := bank.Session()
			if p.json {
				return p.printJSON(map[string]any{
					"server": bank.server, "username": s.Username, "session_id": s.ID, "expires_at": s.RefreshTokenExpiresAt,
				})
			}
			return facts(p.Stdout, "Server", bank.server, "User", s.Username, "Session", s.ID, "Until", s.RefreshTokenExpiresAt)
		}
	},
}

var signup = subcommand{
	name:      "signup",
	arguments: "USERNAME",
	summary:   "become a user of the bank",
	help:      func() string { return passwordHelp },
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		fullName := flags.String("full-name", "", "your `NAME`, as people write it (required)")
		email := flags.String("email", "", "your `ADDRESS` (required)")
		return func(ctx context.Context, p *Program, bank *remote, args []string) error {
			if err := required(flags, "full-name", "email"); err != nil {
				return err
			}
			password, err := p.askNewPassword(ctx)
			if err != nil {
				return err
			}
			user, err := bank.CreateUser(ctx, client.NewUser{Username: args[0], Password: password, FullName: *fullName, Email: *email})
			if err != nil {
				return err
			}
			return p.report(user, "You are the user %s now. To log in: bank login --server %s %[1]s\n", user.Username, bank.server)
		}
	},
}

// askNewPassword reads a password, twice where nobody sees what they type.
func (p *Program) askNewPassword(ctx context.Context) (string, error) {
	password, err := p.askPassword(ctx, "New password: ")
	if err != nil || !terminal.Is(p.Stdin) {
		return password, err
	}
	again, err := p.askPassword(ctx, "The same again: ")
	if err == nil && again != password {
		err = usageError{"the passwords are not the same"}
	}
	return password, err
}

var passwordChange = subcommand{
	name:    "password",
	summary: "change your password, which ends all your sessions",
	help: func() string {
		return "The current and the new password are asked for at a terminal, and else read as two lines\n" +
			"of standard input.\n"
	},
	json: true,
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			current, err := p.askPassword(ctx, "Current password: ")
			if err != nil {
				return err
			}
			password, err := p.askNewPassword(ctx)
			if err != nil {
				return err
			}
			user, err := bank.ChangePassword(ctx, current, password)
			if err != nil {
				return err
			}
			return p.report(user, "Your password is changed. To log in: bank login --server %s %s\n", bank.server, user.Username)
		}
	},
}
