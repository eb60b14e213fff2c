package command

import (
	"context"
	"flag"

	"example.com/simplebank/libs/money"
)

var transferPost = subcommand{
	name:      "post",
	arguments: "ID",
	summary:   "move the money of a pending transfer, as its payer or a banker",
	help:      func() string { return clientHelp },
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		amount := flags.String("amount", "", "this `AMOUNT` of what is reserved, such as 12.34; all if not given")
		currency := flags.String("currency", "", "the currency's `CODE` of --amount, such as USD")
		note, key := noteFlags(flags), keyFlag(flags)
		return func(ctx context.Context, p Program, bank *remote, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			said, err := note()
			if err != nil {
				return err
			}
			var sum money.Amount
			if given(flags, "amount") || given(flags, "currency") {
				if err := required(flags, "amount", "currency"); err != nil {
					return err
				}
				if sum, err = bank.sumOf(ctx, id, *amount, *currency); err != nil {
					return err
				}
			}
			posted, err := bank.Post(ctx, id, sum, said, key()...)
			if err != nil {
				return err
			}
			return p.printPosting(posted, posted.FromAccount)
		}
	},
}

var transferVoid = subcommand{
	name:      "void",
	arguments: "ID",
	summary:   "release what a pending transfer reserves, as its payer, its recipient or a banker",
	help:      func() string { return clientHelp },
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		key := keyFlag(flags)
		return func(ctx context.Context, p Program, bank *remote, args []string) error {
			id, err := parseID(args[0])
			if err != nil {
				return err
			}
			voided, err := bank.Void(ctx, id, key()...)
			if err != nil {
				return err
			}
			return p.printReservation(voided)
		}
	},
}
