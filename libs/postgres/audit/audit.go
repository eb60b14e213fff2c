// Package audit proves what is in the bank's database: that the books are
// balanced, that the log of transfers has each of them as it is, and that nobody
// has changed, removed or added rows, or what guards them, past the programs of the
// bank. docs/audit.md says what it finds and what it cannot.
//
// It only reads, in one snapshot. What it keeps in memory is bounded: one row, a
// sum for each currency, a hash for each size of subtree of the log, and the
// findings up to a limit. The
// database sorts and joins within its work_mem.
package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"golang.org/x/mod/sumdb/tlog"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/transparency"
)

// maxNamed is how many findings of one check are named; the others are counted.
const maxNamed = 1000

// Finding is one thing that is not as the bank's programs leave it.
type Finding struct {
	Check   string `json:"check"`
	Table   string `json:"table"`
	Key     string `json:"key"` // of the row, or the name of what is wrong with the table
	Problem string `json:"problem"`
}

// Done is a check that was made.
type Done struct {
	Check    string  `json:"check"`
	Rows     int64   `json:"rows"`     // looked at
	Findings int64   `json:"findings"` // named or not
	Seconds  float64 `json:"seconds"`
	Note     string  `json:"note,omitempty"` // what it could not prove
}

// Report is what came of an audit.
type Report struct {
	Schema   string    `json:"schema"` // that the tables are in
	AsOf     time.Time `json:"as_of"`  // the moment of the snapshot
	Findings []Finding `json:"findings"`
	Unnamed  int64     `json:"unnamed"` // findings beyond those
	Checks   []Done    `json:"checks"`
	Rows     int64     `json:"rows"`
	Seconds  float64   `json:"seconds"`
	Error    string    `json:"error,omitempty"` // why it ended before its end
}

// Progress is how far an audit has come.
type Progress struct {
	Check       string
	Rows, Total int64
}

// Options are what an audit goes by that is not in the database.
type Options struct {
	Keys     transparency.Verifiers // one of which has signed each checkpoint; without any that is not checked
	Kept     tlog.Tree              // of a checkpoint that was kept elsewhere, if any
	Progress func(Progress)         // may be nil
}

// auditor makes one audit.
type auditor struct {
	tx       *sql.Tx
	options  Options
	report   Report
	check    string // that is being made
	rows     int64  // looked at by it
	findings int64  // of it
	note     string // on it
	total    int64  // rows to look at in all
}

// checks are made in order: what the others rely on comes first. Those that look
// at rows that progress tells of say which tables they walk.
var checks = []struct {
	name  string
	walks []string
	make  func(*auditor, context.Context) error
}{
	{"schema", nil, (*auditor).checkSchema},
	{"privileges", nil, (*auditor).checkPrivileges},
	{"currencies", []string{"currencies"}, (*auditor).checkCurrencies},
	{"transfers", []string{"transfers"}, (*auditor).checkTransfers},
	{"balances", []string{"entries"}, (*auditor).checkBalances},
	{"pending", nil, (*auditor).checkPending},
	{"references", nil, (*auditor).checkReferences},
	{"roles", nil, (*auditor).checkRoles},
	{"rows", digestedNames(), (*auditor).checkRows},
	{"log", []string{"log_leaves"}, (*auditor).checkLog},
}

// Run audits the database as the transaction sees it: tx is to be read only and
// repeatable read. After an error the report says what was found until then.
func Run(ctx context.Context, tx *sql.Tx, options Options) (Report, error) {
	if options.Progress == nil {
		options.Progress = func(Progress) {}
	}
	a := &auditor{tx: tx, options: options, report: Report{Findings: []Finding{}, Checks: []Done{}}}
	start := time.Now()
	err := a.run(ctx)
	if pq.As(err, pqerror.InsufficientPrivilege) != nil {
		err = fmt.Errorf("%w: audit as the owner of the tables, or as a role that may read all: GRANT pg_read_all_data TO …", err)
	}
	if err != nil {
		a.report.Error = err.Error()
	}
	a.report.Seconds = time.Since(start).Seconds()
	return a.report, err
}

func (a *auditor) run(ctx context.Context) error {
	if err := a.settle(ctx); err != nil {
		return err
	}
	for _, c := range checks {
		// Only now, as the schema has been looked at: there may be no such table.
		if c.walks != nil && a.total == 0 {
			if err := a.count(ctx); err != nil {
				return err
			}
		}
		start := time.Now()
		a.check, a.rows, a.findings, a.note = c.name, 0, 0, ""
		a.looked(0)
		err := c.make(a, ctx)
		a.report.Checks = append(a.report.Checks, Done{
			Check: c.name, Rows: a.rows, Findings: a.findings, Seconds: time.Since(start).Seconds(), Note: a.note,
		})
		if err != nil {
			return fmt.Errorf("check %s: %w", c.name, err)
		}
	}
	return nil
}

// count counts the rows that checks walk.
func (a *auditor) count(ctx context.Context) error {
	for _, c := range checks {
		for _, table := range c.walks {
			var rows int64
			if err := a.tx.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&rows); err != nil {
				return fmt.Errorf("count %s: %w", table, err)
			}
			a.total += rows
		}
	}
	return nil
}

// findSchema finds the schema that the bank's tables are in.
func (a *auditor) findSchema(ctx context.Context) error {
	err := a.tx.QueryRowContext(ctx, `
		SELECT n.nspname, now() FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.oid = to_regclass('schema_migrations')`).Scan(&a.report.Schema, &a.report.AsOf)
	if errors.Is(err, sql.ErrNoRows) {
		return errors.New("the database has no table schema_migrations where the role looks for it: it is not the bank's, or was never migrated")
	}
	if err != nil {
		return fault.During("look for the schema", err)
	}
	a.report.AsOf = a.report.AsOf.UTC()
	return nil
}

// settle finds the schema, and makes what follows independent of how the role
// and the database are set up. Neither a caller's temporary tables are looked at
// nor what row security leaves: that is an error.
func (a *auditor) settle(ctx context.Context) error {
	if err := a.findSchema(ctx); err != nil {
		return err
	}
	_, err := a.tx.ExecContext(ctx, `
		SELECT set_config('search_path', format('pg_catalog, %I, pg_temp', $1::text), true),
			set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true),
			set_config('row_security', 'off', true), set_config('statement_timeout', '0', true)`, a.report.Schema)
	if err != nil {
		return fault.During("settle the session", err)
	}
	return nil
}

// looked tells of rows that have been looked at.
func (a *auditor) looked(rows int64) {
	a.rows += rows
	a.report.Rows += rows
	a.options.Progress(Progress{Check: a.check, Rows: a.report.Rows, Total: a.total})
}

func (a *auditor) find(table, key, problem string, args ...any) {
	a.findings++
	if a.findings > maxNamed {
		a.report.Unnamed++
		return
	}
	a.report.Findings = append(a.report.Findings, Finding{
		Check: a.check, Table: table, Key: key, Problem: fmt.Sprintf(problem, args...),
	})
}

// each calls do for each row that the query returns, as it comes.
func (a *auditor) each(ctx context.Context, query string, args []any, do func(scan func(...any) error) error) error {
	rows, err := a.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// findEach finds what the query returns: table, key and problem.
//
// Not inlined, as fault.New.
//
//go:noinline
func (a *auditor) findEach(ctx context.Context, query string, args ...any) error {
	return a.each(ctx, query, args, func(scan func(...any) error) error {
		var table, key, problem string
		if err := scan(&table, &key, &problem); err != nil {
			return err
		}
		a.find(table, key, "%s", problem)
		return nil
	})
}
