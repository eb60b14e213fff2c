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
	var accounts string
	switch {
	case q.AccountID != 0:
		accounts = `id = ` + args.add(q.AccountID)
	case q.Owner != "":
		accounts = `owner = ` + args.add(q.Owner)
	}
	some := q.Page.condition(q.Period, "id", &args) + q.Amounts.condition(&args)
	if q.Reference != "" {
		some += ` AND reference = ` + args.add(q.Reference)
		if accounts != "" {
			some += ` AND ARRAY[from_account_id, to_account_id] && ARRAY(SELECT id FROM accounts WHERE ` + accounts + `)`
		}
	}
	order := q.Page.order("id", &args)
	var kinds []string
	if q.Status == "" || q.Status == ledger.Booked {
		kinds = append(kinds, q.booked(accounts, some, order))
	}
	if q.Status != ledger.Booked {
		kinds = append(kinds, q.pending(accounts, some, order))
	}
	return `SELECT * FROM (` + union(kinds) + `) AS listed` + order, args
}

// bookedOfAccounts merges the newest of each account. None comes twice: no owner
// has two accounts of one currency.
const bookedOfAccounts = `SELECT ` + bookedColumns + ` FROM (
		SELECT of_account.id FROM (SELECT id AS account FROM accounts WHERE %s) AS chosen, LATERAL (
			SELECT id, created_at FROM (SELECT transfer_id AS id, account_id, amount, created_at FROM entries) AS e
			WHERE account_id = account AND %s
		) AS of_account %s
	) AS newest JOIN transfers USING (id)`

func (q TransferQuery) booked(accounts, some, order string) string {
	if accounts == "" || q.Reference != "" {
		return `SELECT ` + bookedColumns + ` FROM transfers WHERE ` + some + order
	}
	return fmt.Sprintf(bookedOfAccounts, accounts, some+order, order)
}

// ofStatus has the conditions for a row p of pending_transfers to be of the status,
// one for each state that it may be stored with: an index has the rows of one state
// in the order of lists.
var ofStatus = map[ledger.Status][]string{
	ledger.Pending: {`p.state = 'pending' AND NOT (` + expired + `)`},
	ledger.Posted:  {`p.state = 'posted'`},
	ledger.Voided:  {`p.state = 'voided'`},
	ledger.Expired: {`p.state = 'expired'`, expired},
	"":             {`p.state = 'pending'`, `p.state = 'posted'`, `p.state = 'voided'`, `p.state = 'expired'`},
}

// pending finds pending transfers. Those of accounts are found by both sides, and
// none twice, for the reason that no booked one is.
func (q TransferQuery) pending(accounts, some, order string) string {
	const rows = `SELECT * FROM pending_transfers p WHERE `
	var parts []string
	switch states := ofStatus[q.Status]; {
	case q.Reference != "":
		parts = []string{rows + `(` + strings.Join(states, ` OR `) + `) AND ` + some + order}
	case accounts == "":
		for _, state := range states {
			parts = append(parts, rows+state+` AND `+some+order)
		}
	default:
		for _, state := range states {
			for _, side := range []string{`from_account_id`, `to_account_id`} {
				parts = append(parts, `SELECT of_account.* FROM (SELECT id AS account FROM accounts WHERE `+accounts+`) AS chosen, LATERAL (`+
					rows+side+` = account AND `+state+` AND `+some+order+`) AS of_account`+order)
			}
		}
	}
	return `SELECT ` + pendingColumns + ` FROM (SELECT * FROM (` + union(parts) + `) AS parts` + order + `) AS p` + joinPosting
}

// union has the rows of all queries.
func union(queries []string) string { return `(` + strings.Join(queries, `) UNION ALL (`) + `)` }
