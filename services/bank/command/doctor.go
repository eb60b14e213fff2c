package command

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres"
	"example.com/simplebank/services/bank/config"
)

const (
	// doctorTimeout bounds the whole examination.
	doctorTimeout = 15 * time.Second
	// doctorQueryTimeout bounds one question to the database.
	doctorQueryTimeout = 5 * time.Second
)

var doctor = subcommand{
	name:      "doctor",
	arguments: "[--json]",
	summary:   "look whether the database is what the bank needs, and say what to do",
	help: func() string {
		return "The exit status is 0 if nothing has failed (there may be warnings), 1 if something\n" +
			"has, 2 if nothing is known to have failed but not all could be looked at.\n\n" +
			variables(config.Describe[config.Database]())
	},
	json: true,
	run: func(ctx context.Context, p Program, args []string) (err error) {
		if err := noArguments(args); err != nil {
			return err
		}
		c, err := config.Load[config.Database]()
		if err != nil {
			return p.couldNotLook(err)
		}
		store, err := postgres.Open(c.Source.Reveal(), doctorQueryTimeout)
		if err != nil {
			return p.couldNotLook(err)
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		ctx, cancel := context.WithTimeout(ctx, doctorTimeout)
		defer cancel()
		findings := store.Examine(ctx)
		nameVariables(findings)
		if p.json {
			err = p.printJSON(findings)
		} else {
			err = printFindings(p.Stdout, findings)
		}
		if err != nil {
			return err
		}
		return judge(findings)
	},
}

// couldNotLookError says that an examination was not made, or not in full.
type couldNotLookError struct{ error }

func (e couldNotLookError) Unwrap() error { return e.error }

// couldNotLook returns the error, of before there is anything to print, and prints it for
// programs.
func (p *Program) couldNotLook(err error) error {
	if p.json {
		printed := p.printJSON(map[string]string{"error": err.Error()})
		return couldNotLookError{errors.Join(err, printed)}
	}
	return couldNotLookError{err}
}

// nameVariables adds to advice the variables to set, which those who look do not know.
func nameVariables(findings []postgres.Finding) {
	for i, f := range findings {
		var authority x509.UnknownAuthorityError
		if errors.As(f.Err, &authority) {
			findings[i].Advice += ": in DB_SSL_ROOT_CERT, or in a file that DB_SSL_ROOT_CERT_FILE names, with sslmode=verify-full in DB_SOURCE"
		}
	}
}

// judge returns an error unless all was looked at and nothing has failed.
func judge(findings []postgres.Finding) error {
	is := func(status postgres.Status) func(postgres.Finding) bool {
		return func(f postgres.Finding) bool { return f.Status == status }
	}
	switch {
	case slices.ContainsFunc(findings, is(postgres.Failed)):
		return errors.New("not all is well")
	case slices.ContainsFunc(findings, is(postgres.Unknown)):
		return couldNotLookError{errors.New("not all could be looked at")}
	}
	return nil
}

func printFindings(w io.Writer, findings []postgres.Finding) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range findings {
		fmt.Fprintf(table, "%s\t%s\t%s\n", f.Status, f.Check, f.Detail)
		if f.Advice != "" {
			fmt.Fprintf(table, "\t\t-> %s\n", f.Advice)
		}
	}
	if err := table.Flush(); err != nil {
		return fault.During("print the findings", err)
	}
	return nil
}
