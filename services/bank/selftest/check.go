package selftest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres/audit"
)

// maxNamed is how many findings of a kind are named.
const maxNamed = 20

// Report is what came of a trial.
type Report struct {
	Due               int      `json:"due,omitempty"`        // requests, if they came at a rate
	Requests          int      `json:"requests"`             // that were sent
	Seconds           float64  `json:"seconds"`              // until the last answer
	Rate              float64  `json:"requests_per_second"`  // that were answered
	TransferRate      float64  `json:"transfers_per_second"` // that were acknowledged
	PerCommit         float64  `json:"transfers_per_commit"` // the mean
	P50               float64  `json:"p50_ms"`
	P90               float64  `json:"p90_ms"`
	P99               float64  `json:"p99_ms"`
	Max               float64  `json:"max_ms"`
	Refused           int      `json:"refused"`  // for lack of funds, as they should be
	Repeated          int      `json:"repeated"` // answered as before, as they should be
	Failed            int      `json:"failed"`
	Doubtful          int      `json:"in_doubt"`          // of the failed: may have been carried out
	Failure           string   `json:"failure,omitempty"` // of one
	PostgreSQL        string   `json:"postgresql"`
	Fsync             string   `json:"fsync"`
	SynchronousCommit string   `json:"synchronous_commit"`
	FullPageWrites    string   `json:"full_page_writes"`
	Audited           int64    `json:"audited_rows"`
	Findings          []string `json:"findings"`
}

// selectSettings tells what the server is, and how large groups were: a row has the
// number of the transaction that made it.
const selectSettings = `
	SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit'),
		current_setting('full_page_writes'), count(*) / greatest(count(DISTINCT xmin::text), 1)::float8
	FROM transfers WHERE id > $1`

// selectWrong returns what was acknowledged and is not there, as often as that was, and
// what is there without having been acknowledged, or at least in doubt.
const selectWrong = `
	WITH told AS (
		SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS told (id, payer, payee, amount)
	), stored AS (
		SELECT id, from_account_id, to_account_id, amount FROM transfers WHERE id > $1
	)
	SELECT format('transfer %s of %s from %s to %s was acknowledged, and is not there or was twice', id, amount, payer, payee)
	FROM (SELECT * FROM told WHERE id > 0 EXCEPT ALL TABLE stored) AS missing
	UNION ALL
	SELECT format('a transfer of %s from %s to %s was neither acknowledged nor in doubt', amount, from_account_id, to_account_id)
	FROM (SELECT from_account_id, to_account_id, amount FROM stored EXCEPT ALL SELECT payer, payee, amount FROM told) AS unknown
	LIMIT $6`

// Check compares the schema with what the clients were told, and audits it, in one
// snapshot.
func (t *Trial) Check(ctx context.Context) (r Report, err error) {
	tx, err := t.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return r, fault.During("begin to check", err)
	}
	defer tx.Rollback() // nothing was written
	err = tx.QueryRowContext(ctx, selectSettings, t.seeded).
		Scan(&r.PostgreSQL, &r.Fsync, &r.SynchronousCommit, &r.FullPageWrites, &r.PerCommit)
	if err != nil {
		return r, fault.During("ask for settings", err)
	}
	t.measure(&r)
	told := t.outcome.transfers
	rows, err := tx.QueryContext(ctx, selectWrong, t.seeded, told[0], told[1], told[2], told[3], maxNamed)
	if err != nil {
		return r, fault.During("compare transfers", err)
	}
	defer rows.Close()
	r.Findings = []string{}
	for rows.Next() {
		var finding string
		if err := rows.Scan(&finding); err != nil {
			return r, fault.During("compare transfers", err)
		}
		r.Findings = append(r.Findings, finding)
	}
	if err := rows.Err(); err != nil {
		return r, fault.During("compare transfers", err)
	}
	proven, err := audit.Run(ctx, tx, audit.Options{Keys: t.keys.Verifiers()})
	r.Audited = proven.Rows
	for _, f := range proven.Findings {
		// Who may do what in this database is not of the schema, and see seed.
		if f.Check != "privileges" && f.Table != "foreign_writer" {
			r.Findings = append(r.Findings, fmt.Sprintf("%s %s %s", f.Table, f.Key, f.Problem))
		}
	}
	return r, err
}

// measure fills in what the clients know.
func (t *Trial) measure(r *Report) {
	o := &t.outcome
	n := len(o.latencies)
	r.Due = int(t.Duration.Seconds() * float64(t.Rate))
	r.Requests = n + o.failed
	r.Seconds = o.took.Seconds()
	r.Rate = float64(n) / r.Seconds
	r.TransferRate = float64(len(o.transfers[0])-o.doubtful) / r.Seconds
	r.Refused, r.Repeated, r.Failed, r.Doubtful = o.refused, o.repeated, o.failed, o.doubtful
	if o.failure != nil {
		r.Failure = o.failure.Error()
	}
	sort.Slice(o.latencies, func(i, j int) bool { return o.latencies[i] < o.latencies[j] }) // as ledger sorts ids
	for i, p := range [...]*float64{&r.P50, &r.P90, &r.P99, &r.Max} {
		if n > 0 {
			*p = o.latencies[min(n-1, n*[...]int{50, 90, 99, 100}[i]/100)].Seconds() * 1000
		}
	}
}

// keptUp is the share of the requests due that must have been sent for a rate to have
// been kept up, in percent.
const keptUp = 95

// Err says what is not as it should be, if anything.
func (r *Report) Err() error {
	text := ""
	if n := len(r.Findings); n > 0 {
		text += fmt.Sprintf("; an invariant does not hold: %d findings", n)
	}
	if r.Failed > 0 {
		text += fmt.Sprintf("; %d requests have failed, one of them: %s", r.Failed, r.Failure)
	}
	if r.Requests*100 < r.Due*keptUp {
		text += fmt.Sprintf("; the rate was not kept up: of %d requests %d were sent in time", r.Due, r.Requests)
	}
	if text == "" {
		return nil
	}
	return errors.New(text[2:])
}
