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
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		amount := flags.String("amount", "", "this `AMOUNT` of what is reserved, such as 12.34; all if not given")
		currency := flags.String("currency", "", "the currency's `CODE` of --amount, such as USD")
		note, key := noteFlags(flags), keyFlag(flags)
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
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
		})
	},
}

var transferVoid = subcommand{
	name:      "void",
	arguments: "ID",
	summary:   "release what a pending transfer reserves, as its payer, its recipient or a banker",
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		key := keyFlag(flags)
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			voided, err := bank.Void(ctx, id, key()...)
			if err != nil {
				return err
			}
			return p.printReservation(voided)
		})
	},
}
