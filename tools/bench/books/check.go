package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

// maxFindings is how many of a kind are named.
const maxFindings = 10

// Told is what the clients know of a database's transfers.
type Told struct {
	After        int64 // the id of the last transfer that was there before
	Acknowledged []load.Acknowledged
	Lost         []workload.Transfer // which may have been done or not
}

// Add adds what a measurement has shown.
func (t *Told) Add(m load.Measurement) {
	t.Acknowledged = append(t.Acknowledged, m.Acknowledged...)
	t.Lost = append(t.Lost, m.Lost...)
}

// Report is what a comparison of a database with what was told has shown.
type Report struct {
	Transfers    int `json:"transfers"` // in the database, but for those that were there before
	Acknowledged int `json:"acknowledged"`
	// Lost is how many transfers had no answer, LostDone how many of those were done.
	Lost     int `json:"lost"`
	LostDone int `json:"lost_done"`
	// Findings is empty if each transfer that was acknowledged is there once, with its two
	// entries, and there is none besides but those that were lost.
	Findings []string `json:"findings,omitempty"`
}

// row is a transfer as it is in the database.
type row struct {
	load.Acknowledged
	entries, sides int // how many entries there are, and how many of them are its sides
}

const selectTransfers = `
	SELECT t.id, t.from_account_id, t.to_account_id, t.amount, count(e.id),
		count(DISTINCT e.account_id) FILTER (WHERE (e.account_id, e.amount) IN
			((t.from_account_id, -t.amount), (t.to_account_id, t.amount)))
	FROM transfers t LEFT JOIN entries e ON e.transfer_id = t.id
	WHERE t.id > $1 AND t.from_account_id NOT IN (SELECT id FROM accounts WHERE owner IS NULL)
	GROUP BY t.id`

// Check compares the database with what was told.
func Check(ctx context.Context, source string, told Told) (_ Report, err error) {
	db, err := sql.Open("postgres", source)
	if err != nil {
		return Report{}, fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, selectTransfers, told.After)
	if err != nil {
		return Report{}, fmt.Errorf("read transfers: %w", err)
	}
	defer rows.Close()
	var stored []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.ID, &r.From, &r.To, &r.Amount, &r.entries, &r.sides); err != nil {
			return Report{}, fmt.Errorf("read transfers: %w", err)
		}
		stored = append(stored, r)
	}
	if err := rows.Err(); err != nil {
		return Report{}, fmt.Errorf("read transfers: %w", err)
	}
	return compare(stored, told), nil
}

func compare(stored []row, told Told) Report {
	report := Report{Transfers: len(stored), Acknowledged: len(told.Acknowledged), Lost: len(told.Lost)}
	var twice, wrong, unknown, missing findings
	waiting := make(map[int64]workload.Transfer, len(told.Acknowledged))
	for _, a := range told.Acknowledged {
		if _, ok := waiting[a.ID]; ok {
			twice.add("transfer %d was acknowledged for two requests", a.ID)
		}
		waiting[a.ID] = a.Transfer
	}
	lost := map[workload.Transfer]int{}
	for _, t := range told.Lost {
		lost[t]++
	}
	for _, r := range stored {
		want, acknowledged := waiting[r.ID]
		delete(waiting, r.ID)
		switch {
		case r.entries != 2 || r.sides != 2:
			wrong.add("transfer %d has %d entries, of which %d are its sides", r.ID, r.entries, r.sides)
		case acknowledged && r.Transfer != want:
			wrong.add("transfer %d is %+v, acknowledged was %+v", r.ID, r.Transfer, want)
		case !acknowledged && lost[r.Transfer] > 0:
			lost[r.Transfer]--
			report.LostDone++
		case !acknowledged:
			unknown.add("transfer %d, %+v, was neither acknowledged nor lost", r.ID, r.Transfer)
		}
	}
	for id, t := range waiting {
		missing.add("transfer %d, %+v, was acknowledged and is missing", id, t)
	}
	report.Findings = slices.Concat(twice.list(), wrong.list(), unknown.list(), missing.list())
	return report
}

// findings are of one kind.
type findings struct {
	named []string
	all   int
}

func (f *findings) add(format string, args ...any) {
	f.all++
	if len(f.named) < maxFindings {
		f.named = append(f.named, fmt.Sprintf(format, args...))
	}
}

func (f *findings) list() []string {
	if more := f.all - len(f.named); more > 0 {
		return append(f.named, fmt.Sprintf("and %d more of the kind", more))
	}
	return f.named
}
