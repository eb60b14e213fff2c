package command

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"example.com/simplebank/libs/postgres"
	proof "example.com/simplebank/libs/postgres/audit"
	"example.com/simplebank/services/bank/config"
)

// auditSilence is how long the database may work on one statement of an audit.
const auditSilence = 30 * time.Minute

var audit = subcommand{
	name:      "audit",
	arguments: "[--json] [--quiet]",
	summary:   "prove what is in the database: name each row that was changed, removed or added by hand",
	help: func() string {
		return "It reads one snapshot, beside a service that goes on, as a role that may read all\n" +
			"tables. Progress is on standard error, unless it is to be quiet.\n\n" +
			"The exit status is 0 if all is proven, 1 if something was found, 2 if it could not be done.\n\n" +
			variables(config.Describe[config.Database]())
	},
	json:  true,
	quiet: true,
	run: func(ctx context.Context, p Program, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		c, err := config.Load[config.Database]()
		if err != nil {
			return couldNotLookError{err}
		}
		store, err := postgres.Open(c.Source.Reveal(), auditSilence)
		if err != nil {
			return couldNotLookError{err}
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		shown := newProgress(p)
		var report proof.Report
		failure := store.Snapshot(ctx, func(tx *sql.Tx) (err error) {
			report, err = proof.Run(ctx, tx, shown.show)
			return err
		})
		shown.end()
		if failure != nil && report.Checks == nil {
			return couldNotLookError{failure}
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
		fmt.Fprintf(checks, "checked %s\t%d rows\t%d findings\t%.1f s\n", c.Check, c.Rows, c.Findings, c.Seconds)
	}
	fmt.Fprintf(checks, "schema %s as of %s: %d rows, %d findings, %.1f s\n",
		r.Schema, r.AsOf.Format(time.RFC3339), r.Rows, int64(len(r.Findings))+r.Unnamed, r.Seconds)
	if err := errors.Join(findings.Flush(), checks.Flush()); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	return nil
}
