package postgres

import (
	"context"
	"fmt"
	"strings"

	"example.com/simplebank/libs/ledger"
)

// TransferQuery asks for transfers, booked and pending: those of one account, or of
// all accounts of an owner, or with neither of all accounts.
type TransferQuery struct {
	AccountID int64
	Owner     string
	Reference string        // empty for any
	Status    ledger.Status // empty for any
	Period    Period
	Amounts   Amounts
	Page      Page
}

// Transfers returns transfers, newest first.
func (s *Store) Transfers(ctx context.Context, q TransferQuery) ([]ledger.Transfer, error) {
	query, args := q.sql()
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap("list transfers", err)
	}
	transfers, err := scanAll(rows, scanTransfer)
	return transfers, wrap("list transfers", err)
}

// sql returns the statement that finds the transfers: it merges what is first of
// those that are booked and of those that are pending, each in the order of an index.
func (q TransferQuery) sql() (string, arguments) {
	var args arguments
	l := transferList{page: q.Page.bounds(q.Period, &args), filters: q.Amounts.condition(&args)}
	switch {
	case q.AccountID != 0:
		l.accounts = `id = ` + args.add(q.AccountID)
	case q.Owner != "":
		l.accounts = `owner = ` + args.add(q.Owner)
	}
	if q.Reference != "" {
		l.reference = args.add(q.Reference)
	}
	var kinds []string
	if q.Status == "" || q.Status == ledger.Booked {
		kinds = append(kinds, l.booked())
	}
	if q.Status != ledger.Booked {
		kinds = append(kinds, l.pending(ofStatus[q.Status]))
	}
	return `SELECT * FROM (` + union(kinds) + `) AS listed` + l.page.order("id"), args
}

// transferList is a query in the making.
type transferList struct {
	page      bounds
	accounts  string // what those fulfil whose transfers are wanted; empty for all transfers
	reference string // stands for it; empty for any
	filters   string // with " AND " before each
}

// condition is that of the transfers of all accounts.
func (l transferList) condition() string {
	condition := l.page.condition("id") + l.filters
	if l.reference != "" {
		condition += ` AND reference = ` + l.reference
	}
	return condition
}

// bookedOfAccounts merges the newest of each account. None comes twice: no owner
// has two accounts of one currency.
const bookedOfAccounts = `SELECT ` + bookedColumns + ` FROM (
		SELECT of_account.id FROM (SELECT id AS account FROM accounts WHERE %s) AS chosen, LATERAL (
			SELECT id, created_at FROM (SELECT transfer_id AS id, account_id, amount, created_at FROM entries) AS e
			WHERE account_id = account AND %s
		) AS of_account %s
	) AS newest JOIN transfers USING (id)`

const (
	selectBooked  = `SELECT * FROM transfers WHERE `
	selectPending = `SELECT * FROM pending_transfers p WHERE `
)

func (l transferList) booked() string {
	order := l.page.order("id")
	switch {
	case l.accounts == "":
		return `SELECT ` + bookedColumns + ` FROM transfers WHERE ` + l.condition() + order
	case l.reference != "": // which entries do not have
		return `SELECT ` + bookedColumns + ` FROM (` + union(l.ofAccounts(selectBooked, ` AND reference = `+l.reference)) + `) AS parts` + order
	}
	return fmt.Sprintf(bookedOfAccounts, l.accounts, l.condition()+order, order)
}

// ofAccounts returns two queries, one for each side of the transfers that rows finds,
// which merge what is first of each account. Each condition has " AND " before it. Neither
// finds what the other does, for the reason that bookedOfAccounts finds none twice.
//
// The array of one, and the order that begins with the account, leave the planner only the
// index that begins with it: else it may read the list of all accounts in its order and
// pass over the others, as if an account's transfers were spread evenly over time. For one
// who has few, all of long ago, that is everything there is.
func (l transferList) ofAccounts(rows, conditions string) []string {
	var sides []string
	for _, side := range []string{`from_account_id`, `to_account_id`} {
		sides = append(sides, `SELECT of_account.* FROM (SELECT id AS account FROM accounts WHERE `+l.accounts+`) AS chosen, LATERAL (`+
			rows+side+` = ANY (ARRAY[account])`+conditions+` AND `+l.page.condition("id")+l.filters+
			` ORDER BY `+side+` DESC, created_at DESC, id DESC LIMIT `+l.page.limit+`) AS of_account`+l.page.order("id"))
	}
	return sides
}

// stored is how pending transfers of a status are stored: an index has the rows of one
// state in the order of lists.
type stored struct {
	state   string
	filters string // on a row p of pending_transfers, with " AND " before them
}

func (s stored) condition() string { return `p.state = '` + s.state + `'` + s.filters }

// ofStatus has one or more for each status.
var ofStatus = map[ledger.Status][]stored{
	ledger.Pending: {{`pending`, ` AND NOT (` + expired + `)`}},
	ledger.Posted:  {{`posted`, ``}},
	ledger.Voided:  {{`voided`, ``}},
	ledger.Expired: {{`expired`, ``}, {`pending`, ` AND ` + expired}},
	"":             {{`pending`, ``}, {`posted`, ``}, {`voided`, ``}, {`expired`, ``}},
}

// anyState reports whether they are all that there are.
func anyState(states []stored) bool { return len(states) == len(ofStatus[""]) }

// pending finds pending transfers.
func (l transferList) pending(states []stored) string {
	parts := l.pendingOfStates(states)
	if l.reference != "" {
		parts = l.pendingOfReference(states)
	}
	order := l.page.order("id")
	return `SELECT ` + pendingColumns + ` FROM (SELECT * FROM (` + union(parts) + `) AS parts` + order + `) AS p` + joinPosting
}

// pendingOfStates merges those of each state. Where an account's are wanted in any, an index
// has them together: each query that is merged costs its planning.
func (l transferList) pendingOfStates(states []stored) (parts []string) {
	if l.accounts != "" && anyState(states) {
		return l.ofAccounts(selectPending, ``)
	}
	for _, s := range states {
		if l.accounts == "" {
			parts = append(parts, selectPending+s.condition()+` AND `+l.condition()+l.page.order("id"))
		} else {
			parts = append(parts, l.ofAccounts(selectPending, ` AND state = '`+s.state+`'`+s.filters)...)
		}
	}
	return parts
}

// pendingOfReference passes over those of other states.
func (l transferList) pendingOfReference(states []stored) []string {
	var ofStates string
	if !anyState(states) { // a condition that is always true takes as long to plan
		var conditions []string
		for _, s := range states {
			conditions = append(conditions, s.condition())
		}
		ofStates = ` AND (` + strings.Join(conditions, ` OR `) + `)`
	}
	if l.accounts == "" {
		return []string{selectPending + l.condition() + ofStates + l.page.order("id")}
	}
	return l.ofAccounts(selectPending, ` AND reference = `+l.reference+ofStates)
}

// union has the rows of all queries.
func union(queries []string) string { return `(` + strings.Join(queries, `) UNION ALL (`) + `)` }
