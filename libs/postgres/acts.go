package postgres

import (
	"context"
	"time"

	"example.com/simplebank/libs/identity"
)

// Act is what a banker or an auditor did to an account of somebody else, cash that a
// banker moved, or that a user was given another role.
type Act struct {
	ID                int64
	Username          string
	Role              identity.Role // at that time
	Action            string
	AccountID         int64  // 0 for a change of a role
	TransferID        int64  // that came of it, or 0
	PendingTransferID int64  // that was made or given up, or 0
	DatabaseRole      string // who gave the role; else empty
	RequestID         string
	CreatedAt         time.Time
}

// Position returns the act's place in the audit log.
func (a Act) Position() Position { return Position{At: a.CreatedAt, ID: a.ID} }

// ActQuery asks for a part of the audit log.
type ActQuery struct {
	Username  string // empty for everybody's
	AccountID int64  // 0 for all
	Period    Period
	Page      Page
}

// Acts returns what is in the audit log, newest first.
func (s *Store) Acts(ctx context.Context, q ActQuery) ([]Act, error) {
	var args arguments
	page := q.Page.bounds(q.Period, &args)
	query := `
		SELECT id, username, role, action, coalesce(account_id, 0), coalesce(transfer_id, 0),
			coalesce(pending_transfer_id, 0), coalesce(database_role, ''), request_id, created_at
		FROM audit_log WHERE ` + page.condition("id")
	if q.Username != "" {
		query += ` AND username = ` + args.add(q.Username)
	}
	if q.AccountID != 0 {
		query += ` AND account_id = ` + args.add(q.AccountID)
	}
	rows, err := s.conn.QueryContext(ctx, query+page.order("id"), args...)
	if err != nil {
		return nil, wrap("read audit log", err)
	}
	acts, err := scanAll(rows, scanAct)
	return acts, wrap("read audit log", err)
}

func scanAct(row scanner) (Act, error) {
	var a Act
	err := row.Scan(&a.ID, &a.Username, &a.Role, &a.Action, &a.AccountID, &a.TransferID,
		&a.PendingTransferID, &a.DatabaseRole, &a.RequestID, &a.CreatedAt)
	a.CreatedAt = a.CreatedAt.UTC()
	return a, err
}
