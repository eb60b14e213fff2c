package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"

	"example.com/simplebank/services/bank/config"
	"example.com/simplebank/services/bank/selftest"
)

const maxSelftest = 10 * time.Minute

var selfTest = subcommand{
	name:      "selftest",
	arguments: "[flags]",
	summary:   "measure what the database gives, in a schema of its own",
	help: func() string {
		return "It makes a schema beside the bank's tables, which it leaves alone, has callers transfer\n" +
			"money there as the service does, without HTTP, proves that each transfer that was\n" +
			"acknowledged is there once and no other, audits all, and drops the schema. Of the requests\n" +
			"10 % are refused for lack of funds, 10 % have an idempotency key. It takes a role that may\n" +
			"make schemas, and all that the database has.\n\n" +
			"With a rate a time counts from when a request was due. The exit status is 0 if all is well,\n" +
			"1 if an invariant does not hold, a request has failed or the rate was not kept up, 2 if it\n" +
			"could not be done.\n\n" +
			variables(config.Describe[config.Database]())
	},
	json: true,
	flags: func(p *Program, flags *flag.FlagSet) {
		o := &p.trial
		flags.BoolVar(&p.quiet, "quiet", false, "show no progress")
		flags.BoolVar(&o.Keep, "keep", false, "do not drop the schema")
		number(flags, "accounts", &o.Accounts, 1000, 2, 100_000, "how many accounts there are")
		number(flags, "clients", &o.Clients, 64, 1, 1000, "how many callers there are")
		number(flags, "rate", &o.Rate, 0, 0, 100_000, "how many requests come a second, 0 for as many as are answered")
		o.Duration = 10 * time.Second
		flags.Func("duration", "for how long: a `TIME` from 1s to 10m, by default 10s", func(text string) (err error) {
			if o.Duration, err = time.ParseDuration(text); err != nil || o.Duration < time.Second || o.Duration > maxSelftest {
				err = errors.New("it must be a duration from 1s to 10m")
			}
			return err
		})
		flags.Func("workload", "who pays whom, a `NAME`: random, the default, or hot, where all pay one account", func(text string) error {
			o.Hot = text == "hot"
			if !o.Hot && text != "random" {
				return errors.New("it must be random or hot")
			}
			return nil
		})
	},
	run: func(ctx context.Context, p Program, args []string) error {
		if err := noArguments(args); err != nil {
			return err
		}
		c, err := config.Load[config.Database]()
		if err != nil {
			return p.couldNotLook(err)
		}
		p.trial.Source = c.Source.Reveal()
		p.trial.Progress = func(line string) {
			if !p.quiet {
				fmt.Fprintln(p.Stderr, "bank selftest: "+line)
			}
		}
		r, failure := selftest.Run(ctx, p.trial)
		if r.PostgreSQL == "" { // what was not looked at has no report
			return p.couldNotLook(failure)
		}
		if err := p.printTrial(r); err != nil {
			return err
		}
		if failure != nil && len(r.Findings) == 0 { // a finding stands, whatever could not be done then
			return p.couldNotLook(failure)
		}
		return errors.Join(r.Err(), failure)
	},
}

// number declares a flag of a whole number.
func number(flags *flag.FlagSet, name string, to *int, byDefault, least, most int, usage string) {
	*to = byDefault
	usage = fmt.Sprintf("%s: `N` from %d to %d, by default %d", usage, least, most, byDefault)
	flags.Func(name, usage, func(text string) (err error) {
		if *to, err = strconv.Atoi(text); err != nil || *to < least || *to > most {
			err = fmt.Errorf("it must be a whole number from %d to %d", least, most)
		}
		return err
	})
}

func (p *Program) printTrial(r selftest.Report) error {
	err := p.report(r, `requests     %d in %.1f s, %.0f/s
transfers    %.0f/s, %.1f a commit
latency      p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms
refused      %d for lack of funds, as they should be
repeated     %d answered as before, as they should be
failed       %d, of them in doubt %d
PostgreSQL   %s, fsync %s, synchronous_commit %s, full_page_writes %s
checked      %d rows, %d findings
`, r.Requests, r.Seconds, r.Rate, r.TransferRate, r.PerCommit, r.P50, r.P90, r.P99, r.Max, r.Refused, r.Repeated,
		r.Failed, r.Doubtful, r.PostgreSQL, r.Fsync, r.SynchronousCommit, r.FullPageWrites, r.Audited, len(r.Findings))
	if !p.json {
		for _, f := range r.Findings {
			fmt.Fprintln(p.Stdout, printable(f))
		}
	}
	return err
}
