package command

import (
	"context"
	"flag"
	"fmt"
	"iter"

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
			list, _, err := take(bank.ListAccounts(ctx, *owner), 0)
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

// take returns the first so many of a list, or all if most is 0, and whether there
// are more.
func take[T any](list iter.Seq2[T, error], most uint) (items []T, more bool, err error) {
	items = []T{} // an empty list is [] in JSON, not null
	for item, err := range list {
		if err != nil {
			return nil, false, err
		}
		if most > 0 && len(items) == int(most) {
			return items, true, nil
		}
		items = append(items, item)
	}
	return items, false, nil
}

// tellOfMore says that a list goes on.
func (p *Program) tellOfMore(more bool) {
	if more {
		fmt.Fprintln(p.Stderr, "There are more: --limit 0 prints all.")
	}
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
