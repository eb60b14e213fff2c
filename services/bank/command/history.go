package command

import (
	"cmp"
	"context"
	"flag"
	"fmt"

	"example.com/simplebank/libs/client"
)

var accountBalance = subcommand{
	name:      "balance",
	arguments: "ID",
	summary:   "tell what an account had at a time",
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		at := timeFlag(flags, "at", "the `TIME`, such as 2026-01-31T15:04:05Z, or a day, of which it is the beginning; now if not given")
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			b, err := bank.GetBalance(ctx, id, at.Time)
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(b)
			}
			fmt.Fprintln(p.Stdout, b.Balance.Format(b.Currency))
			return nil
		})
	},
}

var accountEntries = subcommand{
	name:      "entries",
	arguments: "ID",
	summary:   "list what went into an account and out of it, the newest first",
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		period, amounts, list := periodFlags(flags), rangeFlags(flags), newListFlags(flags)
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			a, err := bank.GetAccount(ctx, id)
			if err != nil {
				return err
			}
			filter := client.EntryFilter{Period: period()}
			if filter.Amounts, err = amounts(a.Currency); err != nil {
				return err
			}
			page := func(page client.Page) ([]client.AccountEntry, string, error) {
				return bank.EntriesPage(ctx, id, filter, page)
			}
			return printPages(p, list, "entries", page, func(all []client.AccountEntry) error {
				t := newTable("TIME", ">TRANSFER", ">WITH", ">AMOUNT", ">BALANCE", "REFERENCE")
				for _, e := range all {
					t.add(e.CreatedAt, e.TransferID, e.CounterpartyAccountID, e.Amount.Format(a.Currency), e.Balance.Format(a.Currency), e.Reference)
				}
				return t.print(p.Stdout)
			})
		})
	},
}

var accountStatement = subcommand{
	name:      "statement",
	arguments: "ID",
	summary:   "print the statement of an account, --since and --until, as CSV",
	call: func(flags *flag.FlagSet) callFunc {
		period := periodFlags(flags)
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			if err := required(flags, "since", "until"); err != nil {
				return err
			}
			return bank.WriteStatement(ctx, p.Stdout, id, period())
		})
	},
}

var auditLog = subcommand{
	name:    "audit-log",
	summary: "list acts on accounts of others, cash, and changes of roles, for auditors",
	json:    true,
	call: func(flags *flag.FlagSet) callFunc {
		username := flags.String("username", "", "what this `USERNAME` did")
		accountID := flags.Int64("account", 0, "what was done on the account of this `ID`")
		period, list := periodFlags(flags), newListFlags(flags)
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			filter := client.ActFilter{Username: *username, AccountID: *accountID, Period: period()}
			page := func(page client.Page) ([]client.Act, string, error) { return bank.ActsPage(ctx, filter, page) }
			return printPages(p, list, "acts", page, func(all []client.Act) error {
				t := newTable("TIME", "USER", "ROLE", "ACTION", ">ACCOUNT", ">TRANSFER", "REQUEST")
				for _, a := range all {
					t.add(a.CreatedAt, a.Username, a.Role, a.Action, a.AccountID, cmp.Or(a.TransferID, a.PendingTransferID), a.RequestID)
				}
				return t.print(p.Stdout)
			})
		}
	},
}
