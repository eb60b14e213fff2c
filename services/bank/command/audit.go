package command

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres"
	proof "example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/libs/transparency"
	"example.com/simplebank/services/bank/config"
)

// auditSilence is how long the database may work on one statement of an audit.
const auditSilence = 30 * time.Minute

var audit = subcommand{
	name:      "audit",
	arguments: "[--key KEY] [--checkpoint FILE] [--json] [--quiet]",
	summary:   "prove what is in the database",
	help: func() string {
		return "It reads one snapshot, beside a service that goes on, as a role that may read all\n" +
			"tables. Progress is on standard error, unless it is to be quiet.\n\n" +
			"KEY is the verifier's key of the log of transfers, or all that there have been, with\n" +
			"commas between; those of the environment count, too. Without any, signatures are not\n" +
			"checked. FILE (- for standard input) has a checkpoint, such as the server gives at\n" +
			"/ledger/checkpoint, that was kept elsewhere: the log must begin with what it had then.\n\n" +
			"The exit status is 0 if all is proven, 1 if something was found, 2 if it could not be done.\n\n" +
			variables(config.Describe[config.Audit]())
	},
	json: true,
	flags: func(p *Program, flags *flag.FlagSet) {
		flags.BoolVar(&p.quiet, "quiet", false, "show no progress")
		flags.StringVar(&p.key, "key", "", "the verifier's `KEY`, or several with commas between")
		flags.StringVar(&p.checkpoint, "checkpoint", "", "a `FILE` with a checkpoint that was kept")
	},
	run: func(ctx context.Context, p Program, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		c, err := config.Load[config.Audit]()
		if err != nil {
			return p.couldNotLook(err)
		}
		options, err := auditOptions(p, c)
		if err != nil {
			return err
		}
		store, err := postgres.Open(c.Source.Reveal(), auditSilence)
		if err != nil {
			return p.couldNotLook(err)
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		shown := newProgress(p)
		options.Progress = shown.show
		var report proof.Report
		failure := store.Snapshot(ctx, func(tx *sql.Tx) (err error) {
			report, err = proof.Run(ctx, tx, options)
			return err
		})
		shown.end()
		if failure != nil && report.Checks == nil {
			return p.couldNotLook(failure)
		}
		if p.json {
			err = p.printJSON(report)
		} else {
			err = printReport(p.Stdout, report)
		}
		if err != nil {
			return err
		}
		return judgeReport(report, failure)
	},
}

// auditOptions returns the keys, and the checkpoint if one is given.
func auditOptions(p Program, c config.Audit) (o proof.Options, err error) {
	if p.key != "" {
		if o.Keys, err = parseVerifiers(p.key); err != nil {
			return o, err
		}
	}
	o.Keys = append(o.Keys, transparency.Keys{Signer: c.LedgerKey, Trusted: c.LedgerTrusted}.Verifiers()...)
	if p.checkpoint == "" {
		return o, nil
	}
	text, err := readProof(p.checkpoint)
	if err != nil {
		return o, p.couldNotLook(err)
	}
	open := transparency.ReadCheckpoint
	if len(o.Keys) > 0 {
		open = o.Keys.Open
	}
	if o.Kept, err = open(text); err != nil {
		return o, p.couldNotLook(fmt.Errorf("%s: %w", p.checkpoint, err))
	}
	return o, nil
}

// judgeReport returns an error unless all was looked at and nothing was found. A
// finding stands, whatever else could not be looked at.
func judgeReport(r proof.Report, failure error) error {
	found := int64(len(r.Findings)) + r.Unnamed
	switch {
	case found > 0 && failure != nil:
		return fmt.Errorf("%d findings before it could not go on: %w", found, failure)
	case found > 0:
		return fmt.Errorf("%d findings", found)
	case failure != nil:
		return couldNotLookError{failure}
	}
	return nil
}

func printReport(w io.Writer, r proof.Report) error {
	findings := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range r.Findings {
		fmt.Fprintf(findings, "%s\t%s\t%s\t%s\n", f.Check, f.Table, printable(f.Key), printable(f.Problem))
	}
	if r.Unnamed > 0 {
		fmt.Fprintf(findings, "and %d more\n", r.Unnamed)
	}
	checks := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range r.Checks {
		fmt.Fprintf(checks, "checked %s\t%d rows\t%d findings\t%.1f s", c.Check, c.Rows, c.Findings, c.Seconds)
		if c.Note != "" {
			fmt.Fprintf(checks, "\t%s", c.Note)
		}
		fmt.Fprintln(checks)
	}
	fmt.Fprintf(checks, "schema %s as of %s: %d rows, %d findings, %.1f s\n",
		r.Schema, r.AsOf.Format(time.RFC3339), r.Rows, int64(len(r.Findings))+r.Unnamed, r.Seconds)
	if err := errors.Join(findings.Flush(), checks.Flush()); err != nil {
		return fault.During("print the report", err)
	}
	return nil
}
