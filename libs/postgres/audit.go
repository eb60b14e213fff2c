package postgres

import (
	"context"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
)

// The actions of the audit log.
const (
	actionRead     = "read"
	actionTransfer = "transfer"
	actionDeposit  = "deposit"
	actionWithdraw = "withdraw"
	actionReverse  = "reverse"
	actionReserve  = "reserve"
	actionPost     = "post"
	actionVoid     = "void"
)

// Actor is on whose behalf a store is used.
type Actor struct {
	Username  string
	Role      identity.Role
	RequestID string // finds the request in the program's log
}

// As returns the store for the use of one actor: what they may do for their role
// only is recorded in the audit log, by the transaction that does it. That is all
// they do to an account of somebody else, and cash that they move, whosesoever
// account it is.
// Whether they may is for the caller to know.
func (s *Store) As(actor Actor) *Store {
	as := *s
	as.actor = &actor
	return &as
}

// RecordRead records in the audit log that the actor is about to be shown the
// account, if it is somebody else's.
func (s *Store) RecordRead(ctx context.Context, account ledger.Account) error {
	return wrap("record read", recordActs(ctx, s.conn, actionRead, act{actor: s.actor, account: account}))
}

// RecordReads is [Store.RecordRead] for several accounts at once. System accounts
// are nobody's, and not recorded.
func (s *Store) RecordReads(ctx context.Context, accountIDs []int64) error {
	if s.actor == nil {
		return nil
	}
	_, err := s.conn.ExecContext(ctx, `
		INSERT INTO audit_log (username, role, action, account_id, request_id)
		SELECT $1, $2, $3, id, $4 FROM accounts WHERE id = ANY($5) AND owner <> $1 ORDER BY id`,
		s.actor.Username, s.actor.Role, actionRead, s.actor.RequestID, pq.Int64Array(accountIDs))
	return wrap("record reads", err)
}

// act is what an actor did to one account.
type act struct {
	actor      *Actor // nil for the program itself, whose acts are not recorded
	account    ledger.Account
	cash       bool  // was moved: not even the owner may do that as such
	transferID int64 // that came of it; 0 for none
	pendingID  int64 // of the pending transfer that was made or given up; else 0
}

// recorded reports whether the act is one that is.
func (a act) recorded() bool {
	return a.actor != nil && (a.account.Owner != a.actor.Username || a.cash)
}

// recordActs records what actors could not have done but for their role.
func recordActs(ctx context.Context, conn connection, action string, acts ...act) error {
	var usernames, roles, requestIDs pq.StringArray
	var accounts, transfers, pending pq.Int64Array
	for _, a := range acts {
		if !a.recorded() {
			continue
		}
		usernames, roles = append(usernames, a.actor.Username), append(roles, string(a.actor.Role))
		requestIDs = append(requestIDs, a.actor.RequestID)
		accounts, transfers, pending = append(accounts, a.account.ID), append(transfers, a.transferID), append(pending, a.pendingID)
	}
	if len(accounts) == 0 {
		return nil
	}
	_, err := conn.ExecContext(ctx, `
		INSERT INTO audit_log (username, role, action, account_id, transfer_id, pending_transfer_id, request_id)
		SELECT act.username, act.role, $1, act.account_id, nullif(act.transfer_id, 0), nullif(act.pending_id, 0), act.request_id
		FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
			WITH ORDINALITY AS act (username, role, account_id, transfer_id, pending_id, request_id, n)
		ORDER BY n`,
		action, usernames, roles, accounts, transfers, pending, requestIDs)
	if err != nil {
		return fault.During("insert into audit log", err)
	}
	return nil
}
