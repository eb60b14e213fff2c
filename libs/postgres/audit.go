package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lib/pq"

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
)

// Actor is on whose behalf a store is used.
type Actor struct {
	Username  string
	Role      identity.Role
	RequestID string // finds the request in the program's log
}

// As returns the store for the use of one actor: what they do to an account of
// somebody else is recorded in the audit log, by the transaction that does it.
// Whether they may is for the caller to know.
func (s *Store) As(actor Actor) *Store {
	as := *s
	as.actor = &actor
	return &as
}

// RecordRead records in the audit log that the actor is about to be shown the
// account, if it is somebody else's.
func (s *Store) RecordRead(ctx context.Context, account ledger.Account) error {
	return wrap("record read", s.recordAct(ctx, s.conn, actionRead, account, sql.NullInt64{}))
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

// recordAct records what the actor, if there is one, did to the account of
// somebody else.
func (s *Store) recordAct(ctx context.Context, conn connection, action string, account ledger.Account, transferID sql.NullInt64) error {
	if s.actor == nil || s.actor.Username == account.Owner {
		return nil
	}
	_, err := conn.ExecContext(ctx, `
		INSERT INTO audit_log (username, role, action, account_id, transfer_id, request_id)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		s.actor.Username, s.actor.Role, action, account.ID, transferID, s.actor.RequestID)
	if err != nil {
		return fmt.Errorf("insert into audit log: %w", err)
	}
	return nil
}
