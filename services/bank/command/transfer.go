package command

import (
	"context"
	"flag"
	"time"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/money"
)

var transfer = subcommand{
	name:    "transfer",
	summary: "move money, as --from, --to, --amount and --currency say",
	help: func() string {
		return `For example: bank transfer --from 1 --to 2 --amount 12.34 --currency USD

With --pending the money is reserved only: "bank transfer post" moves it, "bank transfer
void" lets go of it, and so does the time of --expires-in.
`
	},
	json:     true,
	commands: []*subcommand{&transferShow, &transferReverse, &transferPost, &transferVoid, &transferBatch, &transferReceipt},
	call: func(flags *flag.FlagSet) callFunc {
		from := flags.Int64("from", 0, "the `ID` of the account that pays (required)")
		to := flags.Int64("to", 0, "the `ID` of the account that is paid (required)")
		amount, currency := sumFlags(flags)
		note, key := noteFlags(flags), keyFlag(flags)
		pending := flags.Bool("pending", false, "reserve the money only")
		expiresIn := flags.Duration("expires-in", 0, "how long to reserve it, a `DURATION` such as 15m; a week if not given")
		return func(ctx context.Context, p *Program, bank *remote, _ []string) error {
			if err := required(flags, "from", "to", "amount", "currency"); err != nil {
				return err
			}
			if given(flags, "expires-in") && (!*pending || *expiresIn < time.Second) {
				return usageError{"--expires-in must be a second or more, and goes with --pending"}
			}
			order := client.Order{FromAccountID: *from, ToAccountID: *to}
			var err error
			if order.Amount, order.Currency, err = parseSum(*amount, *currency); err != nil {
				return err
			}
			if order.Note, err = note(); err != nil {
				return err
			}
			if *pending {
				reserved, err := bank.Reserve(ctx, order, *expiresIn, key()...)
				if err != nil {
					return err
				}
				return p.printReservation(reserved)
			}
			posted, err := bank.Transfer(ctx, order, key()...)
			if err != nil {
				return err
			}
			return p.printPosting(posted, posted.FromAccount)
		}
	},
}

var transferReverse = subcommand{
	name:      "reverse",
	arguments: "ID",
	summary:   "take a transfer back, as its recipient or a banker",
	json:      true,
	call: func(flags *flag.FlagSet) callFunc {
		note, key := noteFlags(flags), keyFlag(flags)
		return onID(func(ctx context.Context, p *Program, bank *remote, id int64) error {
			said, err := note()
			if err != nil {
				return err
			}
			posted, err := bank.Reverse(ctx, id, said, key()...)
			if err != nil {
				return err
			}
			return p.printPosting(posted, posted.FromAccount)
		})
	},
}

// printPosting prints what was booked, and the account of the two that matters.
func (p *Program) printPosting(posted client.Posting, of client.Account) error {
	if p.json {
		return p.printJSON(posted)
	}
	if err := p.printTransfer(posted.Transfer, of.Currency); err != nil {
		return err
	}
	return facts(p.Stdout, "Balance", of.Balance.Format(of.Currency))
}

func (p *Program) printReservation(reserved client.Reservation) error {
	if p.json {
		return p.printJSON(reserved)
	}
	return p.printTransfer(reserved.Transfer, reserved.FromAccount.Currency)
}

func (p *Program) printTransfer(t client.Transfer, currency money.Currency) error {
	posted := ""
	if t.PostedTransferID != 0 {
		posted = t.PostedAmount.Format(currency)
	}
	return facts(p.Stdout,
		"Transfer", t.ID,
		"From", t.FromAccountID,
		"To", t.ToAccountID,
		"Amount", showAmount(t.Amount, currency),
		"Status", string(t.Status),
		"Reverses", t.ReversesTransferID,
		"Posts", t.PostsTransferID,
		"Expires", t.ExpiresAt,
		"Posted", posted,
		"Posted by", t.PostedTransferID,
		"Ended", t.EndedAt,
		"Reference", t.Reference,
		"Metadata", string(t.Metadata),
		"Time", t.CreatedAt,
	)
}
