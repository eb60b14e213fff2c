package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

const sessionColumns = `id, username, refresh_token_hash, user_agent, client_ip, blocked, expires_at, created_at, renewed_at`

func scanSession(row scanner) (identity.Session, error) {
	var session identity.Session
	err := row.Scan(&session.ID, &session.Username, &session.RefreshTokenHash, &session.UserAgent, &session.ClientIP,
		&session.Blocked, &session.ExpiresAt, &session.CreatedAt, &session.RenewedAt)
	session.ExpiresAt = session.ExpiresAt.UTC()
	session.CreatedAt = session.CreatedAt.UTC()
	session.RenewedAt = session.RenewedAt.UTC()
	if errors.Is(err, sql.ErrNoRows) {
		err = fault.New(fault.SessionInvalid, "the session does not exist")
	}
	return session, err
}

// deleteExpired deletes a few sessions, more than one log-in adds, so that there
// is nothing else to do for the table to stay small. It waits for nobody, and
// keeps away from those that have just expired, which others may still lock.
const deleteExpired = `
	DELETE FROM sessions WHERE id IN (
		SELECT id FROM sessions WHERE expires_at < now() - interval '1 hour'
		ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)`

// CreateSession stores a new session of a user whose password has been compared
// with the given hash, and deletes some that have expired. The times of its
// creation and renewal are the database's. It is a fault.BadCredentials error if
// the user has another password by now.
func (s *Store) CreateSession(ctx context.Context, session identity.Session, passwordHash string) error {
	if _, err := s.conn.ExecContext(ctx, deleteExpired); err != nil {
		return wrap("delete expired sessions", err)
	}
	// The lock is what a change of the password waits for, or is waited for.
	result, err := s.conn.ExecContext(ctx, `
		INSERT INTO sessions (id, username, refresh_token_hash, user_agent, client_ip, blocked, expires_at)
		SELECT $1, username, $3, $4, $5, $6, $7 FROM users WHERE username = $2 AND password_hash = $8 FOR SHARE`,
		session.ID, session.Username, session.RefreshTokenHash, session.UserAgent, session.ClientIP,
		session.Blocked, session.ExpiresAt, passwordHash)
	if err != nil {
		return wrap("create session", err)
	}
	created, err := result.RowsAffected()
	if err == nil && created == 0 {
		err = fault.New(fault.BadCredentials, "the username or the password is wrong")
	}
	return wrap("create session", err)
}

// Session returns the session with that id, or a fault.SessionInvalid error.
func (s *Store) Session(ctx context.Context, id uuid.UUID) (identity.Session, error) {
	session, err := scanSession(s.conn.QueryRowContext(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE id = $1`, id))
	return session, wrap("get session", err)
}

// Renewal is a user's wish to replace the refresh token of a session.
type Renewal struct {
	SessionID uuid.UUID
	Username  string // who asks
	Token     string // the one that they show, known to be of the session
	Next      string // the one to replace it
	At        time.Time
}

// RenewSession replaces the refresh token of a session. Of renewals with the
// same token only the first succeeds, on whatever replica they come. One that
// comes later ends the session. The errors are those of
// [identity.Session.CheckRenewal].
func (s *Store) RenewSession(ctx context.Context, r Renewal) error {
	var refusal error // does not undo the end of the session
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		session, err := scanSession(tx.QueryRowContext(ctx,
			`SELECT `+sessionColumns+` FROM sessions WHERE id = $1 FOR UPDATE`, r.SessionID))
		if err != nil {
			return fault.During("lock session", err)
		}
		refusal = session.CheckRenewal(r.Username, r.Token, r.At)
		switch {
		case errors.Is(refusal, identity.ErrTokenReused):
			_, err = tx.ExecContext(ctx, `UPDATE sessions SET blocked = true WHERE id = $1`, r.SessionID)
		case refusal == nil:
			_, err = tx.ExecContext(ctx, `UPDATE sessions SET refresh_token_hash = $2, renewed_at = now() WHERE id = $1`,
				r.SessionID, identity.HashRefreshToken(r.Next))
		}
		return err
	})
	if err == nil {
		err = refusal
	}
	return wrap("renew session", err)
}

// live is the condition of a session that goes on.
const live = `NOT blocked AND expires_at > now()`

// maxListed is how many sessions are listed.
const maxListed = 100

// Sessions returns the user's sessions that go on, at most 100, the newest first.
func (s *Store) Sessions(ctx context.Context, username string) ([]identity.Session, error) {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT `+sessionColumns+` FROM sessions WHERE username = $1 AND `+live+`
		ORDER BY created_at DESC, id LIMIT $2`, username, maxListed)
	if err != nil {
		return nil, wrap("list sessions", err)
	}
	defer rows.Close()
	var sessions []identity.Session
	for rows.Next() {
		session, err := scanSession(rows)
		if err != nil {
			return nil, wrap("list sessions", err)
		}
		sessions = append(sessions, session)
	}
	return sessions, wrap("list sessions", rows.Err())
}

// EndSession ends one of the user's sessions, or returns a fault.SessionNotFound
// error.
func (s *Store) EndSession(ctx context.Context, username string, id uuid.UUID) error {
	result, err := s.conn.ExecContext(ctx,
		`UPDATE sessions SET blocked = true WHERE id = $1 AND username = $2 AND `+live, id, username)
	if err != nil {
		return wrap("end session", err)
	}
	ended, err := result.RowsAffected()
	if err == nil && ended == 0 {
		err = fault.New(fault.SessionNotFound, "you have no session %s", id)
	}
	return wrap("end session", err)
}

// EndOtherSessions ends all of the user's sessions but one, and returns how many.
func (s *Store) EndOtherSessions(ctx context.Context, username string, but uuid.UUID) (int64, error) {
	ended, err := endSessions(ctx, s.conn, username, but)
	return ended, wrap("end sessions", err)
}

// endSessions locks in the order of the ids: two of it never wait for each other
// in a circle.
func endSessions(ctx context.Context, conn connection, username string, but uuid.UUID) (int64, error) {
	result, err := conn.ExecContext(ctx, `
		UPDATE sessions SET blocked = true WHERE id IN (
			SELECT id FROM sessions WHERE username = $1 AND id <> $2 AND `+live+` ORDER BY id FOR UPDATE)`,
		username, but)
	if err != nil {
		return 0, fault.During("end sessions", err)
	}
	return result.RowsAffected()
}
