package postgres

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
)

const userColumns = `username, role, password_hash, full_name, email, password_changed_at, created_at`

func scanUser(row scanner) (identity.User, error) {
	var u identity.User
	err := row.Scan(&u.Username, &u.Role, &u.PasswordHash, &u.FullName, &u.Email, &u.PasswordChangedAt, &u.CreatedAt)
	u.PasswordChangedAt = u.PasswordChangedAt.UTC()
	u.CreatedAt = u.CreatedAt.UTC()
	return u, err
}

// CreateUser stores a new user with the role of a depositor and returns it with
// its times. The role and the times given are ignored. The errors:
// fault.UsernameTaken, fault.EmailTaken.
func (s *Store) CreateUser(ctx context.Context, u identity.User) (identity.User, error) {
	var created identity.User
	err := s.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		created, err = scanUser(tx.QueryRowContext(ctx, `
			INSERT INTO users (username, password_hash, full_name, email)
			VALUES ($1, $2, $3, $4)
			RETURNING `+userColumns,
			u.Username, u.PasswordHash, u.FullName, u.Email))
		return err
	})
	return created, wrap("create user", err)
}

// User returns the user of that name, or a fault.UserNotFound error.
func (s *Store) User(ctx context.Context, username string) (identity.User, error) {
	u, err := scanUser(s.conn.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE username = $1`, username))
	if errors.Is(err, sql.ErrNoRows) {
		err = userNotFound(username)
	}
	return u, wrap("get user", err)
}

// ChangePassword gives the user another password hash in place of one that was
// compared with their password, ends all their sessions, and returns the user. It
// is a fault.WrongPassword error if the hash is no longer the one given.
func (s *Store) ChangePassword(ctx context.Context, username, from, to string) (identity.User, error) {
	var changed identity.User
	err := s.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		changed, err = scanUser(tx.QueryRowContext(ctx, `
			UPDATE users SET password_hash = $3, password_changed_at = now()
			WHERE username = $1 AND password_hash = $2
			RETURNING `+userColumns, username, from, to))
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.WrongPassword, "the password has just been changed")
		}
		if err != nil {
			return fault.During("update password", err)
		}
		_, err = endSessions(ctx, tx, username, uuid.Nil)
		return err
	})
	return changed, wrap("change password", err)
}

// roleRequest is what the audit log says of changes of roles that SetRole makes:
// there is no request. By hand, a change has nothing there.
const roleRequest = "bank user role"

// SetRole gives the user the role from now on, or returns a fault.UserNotFound
// error. The database records the act in the audit log, also where the user has
// the role already.
func (s *Store) SetRole(ctx context.Context, username string, role identity.Role) error {
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT set_config('simplebank.request_id', $1, true)`, roleRequest); err != nil {
			return fault.During("say what program it is", err)
		}
		result, err := tx.ExecContext(ctx, `UPDATE users SET role = $2 WHERE username = $1`, username, role)
		if err != nil {
			return fault.During("update role", err)
		}
		changed, err := result.RowsAffected()
		if err == nil && changed == 0 {
			err = userNotFound(username)
		}
		return err
	})
	return wrap("set role", err)
}

func userNotFound(username string) error {
	return fault.New(fault.UserNotFound, "user %q does not exist", username)
}
