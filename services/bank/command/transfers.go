package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"slices"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/money"
)

const statusAccepts = "booked, pending, posted, voided or expired"

var statuses = []client.Status{client.Booked, client.Pending, client.Posted, client.Voided, client.Expired}

var transfers = subcommand{
	name:    "transfers",
	summary: "list the transfers of your accounts, booked and pending, the newest first",
	json:    true,
	call: func(flags *flag.FlagSet) callFunc {
		accountID := flags.Int64("account", 0, "those of the account of this `ID`")
		reference := flags.String("reference", "", "those with this `TEXT`")
		status := flags.String("status", "", "those of this `STATUS`: "+statusAccepts)
		period, amounts, list := periodFlags(flags), rangeFlags(flags), newListFlags(flags)
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			if given(flags, "status") && !slices.Contains(statuses, client.Status(*status)) {
				return usageError{"--status must be " + statusAccepts}
			}
			filter := client.TransferFilter{
				AccountID: *accountID, Period: period(), Reference: *reference, Status: client.Status(*status),
			}
			known := currencies{bank: bank}
			if given(flags, "min-amount") || given(flags, "max-amount") {
				if *accountID == 0 {
					return usageError{"--min-amount and --max-amount go with --account: they are in its currency"}
				}
				currency, err := known.ofAccount(ctx, *accountID)
				if err != nil {
					return err
				}
				if filter.Amounts, err = amounts(currency); err != nil {
					return err
				}
			}
			page := func(page client.Page) ([]client.Transfer, string, error) {
				return bank.TransfersPage(ctx, filter, page)
			}
			return printPages(p, list, "transfers", page, func(all []client.Transfer) error { return p.printTransfers(ctx, all, known) })
		}
	},
}

func (p *Program) printTransfers(ctx context.Context, list []client.Transfer, known currencies) error {
	t := newTable("TIME", ">TRANSFER", ">FROM", ">TO", ">AMOUNT", "STATUS", "REFERENCE")
	for _, transfer := range list {
		currency, err := known.ofTransfer(ctx, transfer)
		if err != nil {
			return err
		}
		t.add(transfer.CreatedAt, transfer.ID, transfer.FromAccountID, transfer.ToAccountID,
			showAmount(transfer.Amount, currency), string(transfer.Status), transfer.Reference)
	}
	return t.print(p.Stdout)
}

var transferShow = subcommand{
	name:      "show",
	arguments: "ID",
	summary:   "show a transfer",
	json:      true,
	call: func(*flag.FlagSet) callFunc {
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			t, err := bank.GetTransfer(ctx, id)
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(t)
			}
			known := currencies{bank: bank}
			currency, err := known.ofTransfer(ctx, t)
			if err != nil {
				return err
			}
			return p.printTransfer(t, currency)
		})
	},
}

var transferReceipt = subcommand{
	name:      "receipt",
	arguments: "ID",
	summary:   "print the receipt of a transfer, which can be verified without the bank",
	call: func(*flag.FlagSet) callFunc {
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			receipt, err := bank.GetReceipt(ctx, id)
			if err != nil {
				return err
			}
			_, err = p.Stdout.Write(receipt)
			return err
		})
	},
}

// currencies knows the currencies of accounts, which transfers do not tell.
type currencies struct {
	bank *remote
	of   map[int64]money.Currency // empty for an account that the user may not see
}

// ofAccount returns the currency of an account that the user may see.
func (c *currencies) ofAccount(ctx context.Context, id int64) (money.Currency, error) {
	if currency, known := c.of[id]; known {
		return currency, nil
	}
	a, err := c.bank.GetAccount(ctx, id)
	return a.Currency, err
}

// ofTransfer returns the currency of the two accounts, of which the user sees one at
// least; none if not.
func (c *currencies) ofTransfer(ctx context.Context, t client.Transfer) (money.Currency, error) {
	if c.of == nil {
		c.of = map[int64]money.Currency{}
		for a, err := range c.bank.ListAccounts(ctx, "") {
			if err != nil {
				return "", err
			}
			c.of[a.ID] = a.Currency
		}
	}
	ids := []int64{t.FromAccountID, t.ToAccountID}
	for _, id := range ids {
		if currency := c.of[id]; currency != "" {
			return currency, nil
		}
	}
	for _, id := range ids {
		currency, err := c.ofAccount(ctx, id)
		var refused *client.Error
		switch {
		case err == nil && currency != "":
			c.of[id] = currency
			return currency, nil
		case errors.As(err, &refused) && (refused.Status == http.StatusUnauthorized || refused.Status == http.StatusNotFound):
			c.of[id] = ""
		case err != nil:
			return "", err
		}
	}
	return "", nil
}

// sumOf reads an amount in the currency of a transfer, which must be the one named.
func (r *remote) sumOf(ctx context.Context, transfer int64, amount, currencyCode string) (money.Amount, error) {
	sum, currency, err := parseSum(amount, currencyCode)
	if err != nil {
		return 0, err
	}
	t, err := r.GetTransfer(ctx, transfer)
	if err != nil {
		return 0, err
	}
	known := currencies{bank: r}
	is, err := known.ofTransfer(ctx, t)
	if err == nil && is != currency {
		err = fmt.Errorf("transfer %d is in %s, not in %s", transfer, is, currency)
	}
	return sum, err
}

// showAmount writes an amount, of which the currency may not be known.
func showAmount(a money.Amount, c money.Currency) string {
	if c == "" {
		return fmt.Sprintf("%d minor units", a)
	}
	return a.Format(c)
}
