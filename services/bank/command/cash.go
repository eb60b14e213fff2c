package command

import (
	"context"
	"flag"
	"fmt"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/money"
)

var accountDeposit = cash("deposit", "bring cash into an account, for bankers", (*client.Client).Deposit,
	func(posted client.Posting) client.Account { return posted.ToAccount })

var accountWithdraw = cash("withdraw", "pay cash out of an account, for bankers", (*client.Client).Withdraw,
	func(posted client.Posting) client.Account { return posted.FromAccount })

// cash returns a subcommand that moves cash, which the bank takes to be in the currency
// of the account. That this is the one that was meant is looked at here.
func cash(
	name, summary string,
	move func(*client.Client, context.Context, int64, money.Amount, ...client.Option) (client.Posting, error),
	moved func(client.Posting) client.Account,
) subcommand {
	return subcommand{
		name:      name,
		arguments: "ID",
		summary:   summary,
		json:      true,
		call: func(flags *flag.FlagSet) callFunc {
			sum, currencyCode := sumFlags(flags)
			key := keyFlag(flags)
			return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
				if err := required(flags, "amount", "currency"); err != nil {
					return err
				}
				amount, currency, err := parseSum(*sum, *currencyCode)
				if err != nil {
					return err
				}
				a, err := bank.GetAccount(ctx, id)
				if err != nil {
					return err
				}
				if a.Currency != currency {
					return fmt.Errorf("account %d is in %s, not in %s", id, a.Currency, currency)
				}
				posted, err := move(bank.Client, ctx, id, amount, key()...)
				if err != nil {
					return err
				}
				return p.printPosting(posted, moved(posted))
			})
		},
	}
}

// sumFlags declares the flags of an amount and its currency.
func sumFlags(flags *flag.FlagSet) (amount, currency *string) {
	return flags.String("amount", "", "the `AMOUNT`, such as 12.34 (required)"),
		flags.String("currency", "", "its currency's `CODE`, such as USD (required)")
}
