package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.com/simplebank/libs/client"
	"example.com/simplebank/libs/money"
)

// parseID reads the id that an argument is.
func parseID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, usageError{fmt.Sprintf("ID must be a whole number above zero, not %q", text)}
	}
	return id, nil
}

// onID is the call of a subcommand whose argument is an id.
//
// Not inlined, as fault.New.
//
//go:noinline
func onID(call func(ctx context.Context, p *Program, bank *remote, id int64) error) callFunc {
	return func(ctx context.Context, p *Program, bank *remote, args []string) error {
		id, err := parseID(args[0])
		if err != nil {
			return err
		}
		return call(ctx, p, bank, id)
	}
}

// required returns a usage error that names those flags that were not given.
func required(flags *flag.FlagSet, names ...string) error {
	var missing []string
	for _, name := range names {
		if !given(flags, name) {
			missing = append(missing, "--"+name)
		}
	}
	if len(missing) > 0 {
		return usageError{"missing: " + strings.Join(missing, ", ")}
	}
	return nil
}

// given reports whether the flag is among the arguments.
func given(flags *flag.FlagSet, name string) (is bool) {
	flags.Visit(func(f *flag.Flag) { is = is || f.Name == name })
	return is
}

// parseSum reads an amount and its currency.
func parseSum(amount, currency string) (money.Amount, money.Currency, error) {
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return 0, "", usageError{err.Error()}
	}
	a, err := parseAmount("amount", amount, c)
	return a, c, err
}

// parseAmount reads the amount of a flag; that of one not given is 0.
func parseAmount(name, text string, c money.Currency) (money.Amount, error) {
	if text == "" {
		return 0, nil
	}
	a, err := money.ParseAmount(text, c)
	if err == nil && a <= 0 {
		err = fmt.Errorf("%q must be above zero", text)
	}
	if err != nil {
		return 0, usageError{fmt.Sprintf("--%s: %v", name, err)}
	}
	return a, nil
}

// timeValue is a flag that takes a time.
type timeValue struct{ time.Time }

func (v *timeValue) String() string { return "" } // only asked for the default, which is none

func (v *timeValue) Set(text string) (err error) {
	if v.Time, err = time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return nil
	}
	if v.Time, err = time.Parse(time.RFC3339, text); err != nil {
		return errors.New("it must be a day such as 2026-01-31, or a time such as 2026-01-31T15:04:05Z")
	}
	return nil
}

func timeFlag(flags *flag.FlagSet, name, usage string) *timeValue {
	v := new(timeValue)
	flags.Var(v, name, usage)
	return v
}

// periodFlags declares the flags of a period. They are not called as those of the API,
// as --from and --to are accounts elsewhere.
func periodFlags(flags *flag.FlagSet) func() client.Period {
	since := timeFlag(flags, "since", "from this `TIME` on: a day, or a time such as 2026-01-31T15:04:05Z")
	until := timeFlag(flags, "until", "before this `TIME`")
	return func() client.Period { return client.Period{From: since.Time, To: until.Time} }
}

// rangeFlags declares the flags of a range of amounts, in a currency that is known
// later.
func rangeFlags(flags *flag.FlagSet) func(money.Currency) (client.Range, error) {
	least := flags.String("min-amount", "", "of this `AMOUNT` or more")
	most := flags.String("max-amount", "", "of this `AMOUNT` or less")
	return func(c money.Currency) (r client.Range, err error) {
		if r.Least, err = parseAmount("min-amount", *least, c); err != nil {
			return r, err
		}
		r.Most, err = parseAmount("max-amount", *most, c)
		return r, err
	}
}

// noteFlags declares the flags of a note.
func noteFlags(flags *flag.FlagSet) func() (client.Note, error) {
	reference := flags.String("reference", "", "a `TEXT` for both sides, such as the number of an invoice")
	metadata := flags.String("metadata", "", "a `JSON` object to keep with the transfer")
	return func() (client.Note, error) {
		note := client.Note{Reference: *reference}
		if *metadata != "" {
			note.Metadata = []byte(*metadata)
			if !isObject(note.Metadata) {
				return note, usageError{"--metadata: it must be a JSON object"}
			}
		}
		return note, nil
	}
}

// keyFlag declares the flag of an Idempotency-Key.
func keyFlag(flags *flag.FlagSet) func() []client.Option {
	key := flags.String("idempotency-key", "", "the `KEY` of this move: given again, it does not move the money again")
	return func() []client.Option {
		if *key == "" {
			return nil
		}
		return []client.Option{client.WithKey(*key)}
	}
}
