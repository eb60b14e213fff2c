package command

import (
	"context"
	"flag"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/money"
)

var accounts = subcommand{
	name:    "accounts",
	summary: "list your accounts",
	json:    true,
	call: func(flags *flag.FlagSet) callFunc {
		owner := flags.String("owner", "", "those of this `USERNAME`, for bankers and auditors")
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			list, err := collect(bank.ListAccounts(ctx, *owner))
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(list)
			}
			return p.printAccounts(list)
		}
	},
}

func (p *Program) printAccounts(list []client.Account) error {
	t := newTable(">ACCOUNT", "OWNER", ">BALANCE", ">AVAILABLE", "OPENED")
	for _, a := range list {
		t.add(a.ID, a.Owner, a.Balance.Format(a.Currency), a.Available.Format(a.Currency), a.CreatedAt)
	}
	return t.print(p.Stdout)
}

// printAccount prints an account as it is after something.
func (p *Program) printAccount(a client.Account) error {
	if p.json {
		return p.printJSON(a)
	}
	return p.printAccounts([]client.Account{a})
}

var account = subcommand{
	name:     "account",
	summary:  "Open an account, and see or do something with one.",
	commands: []*subcommand{&accountOpen, &accountShow, &accountBalance, &accountEntries, &accountStatement, &accountDeposit, &accountWithdraw},
}

var accountOpen = subcommand{
	name:      "open",
	arguments: "CURRENCY",
	summary:   "open an account, such as one in USD",
	json:      true,
	call: func(*flag.FlagSet) callFunc {
		return func(ctx context.Context, p *Program, bank *remote, args []string) error {
			currency, err := money.ParseCurrency(args[0])
			if err != nil {
				return usageError{err.Error()}
			}
			a, err := bank.CreateAccount(ctx, currency)
			if err != nil {
				return err
			}
			return p.printAccount(a)
		}
	},
}

var accountShow = subcommand{
	name:      "show",
	arguments: "ID",
	summary:   "show an account",
	json:      true,
	call: func(*flag.FlagSet) callFunc {
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			a, err := bank.GetAccount(ctx, id)
			if err != nil {
				return err
			}
			return p.printAccount(a)
		})
	},
}
