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

// BearerRole returns the role that the user of an access token has now. It reads
// two rows by their keys: the price of a session that is over as soon as it is
// ended. The errors: fault.UserNotFound, and
// fault.SessionInvalid if the session of the token has ended.
//
// A token of the release before does not tell its session (uuid.Nil): it is
// good until the password changes.
func (s *Store) BearerRole(ctx context.Context, username string, session uuid.UUID, issuedAt time.Time) (identity.Role, error) {
	var role identity.Role
	var good bool
	err := s.conn.QueryRowContext(ctx, `
		SELECT role, CASE WHEN $2 = '00000000-0000-0000-0000-000000000000'::uuid
			THEN $3 >= password_changed_at
			ELSE EXISTS (SELECT FROM sessions s WHERE s.id = $2 AND s.username = u.username AND `+live+`) END
		FROM users u WHERE username = $1`, username, session, issuedAt).Scan(&role, &good)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = userNotFound(username)
	case err == nil && !good:
		err = fault.New(fault.SessionInvalid, "the session of the access token has ended: log in again")
	}
	return role, wrap("get role", err)
}
