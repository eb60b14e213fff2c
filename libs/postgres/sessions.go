package postgres

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

// CreateSession stores a new session. The time of its creation is the
// database's.
func (s *Store) CreateSession(ctx context.Context, session identity.Session) error {
	_, err := s.conn.ExecContext(ctx, `
		INSERT INTO sessions (id, username, refresh_token_hash, user_agent, client_ip, blocked, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		session.ID, session.Username, session.RefreshTokenHash, session.UserAgent, session.ClientIP,
		session.Blocked, session.ExpiresAt)
	return wrap("create session", err)
}

// Session returns the session with that id, or a fault.SessionInvalid error.
func (s *Store) Session(ctx context.Context, id uuid.UUID) (identity.Session, error) {
	var session identity.Session
	err := s.conn.QueryRowContext(ctx, `
		SELECT id, username, refresh_token_hash, user_agent, client_ip, blocked, expires_at, created_at
		FROM sessions WHERE id = $1`, id).Scan(
		&session.ID, &session.Username, &session.RefreshTokenHash, &session.UserAgent, &session.ClientIP,
		&session.Blocked, &session.ExpiresAt, &session.CreatedAt)
	session.ExpiresAt = session.ExpiresAt.UTC()
	session.CreatedAt = session.CreatedAt.UTC()
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.SessionInvalid, "the session does not exist")
	}
	return session, wrap("get session", err)
}
