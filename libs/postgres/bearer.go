package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/gather"
	"example.com/simplebank/libs/identity"
)

// bearer is what an access token says.
type bearer struct {
	username string
	session  uuid.UUID
	issuedAt time.Time
}

// BearerRole returns the role that the user of an access token has now. It reads
// two rows by their keys, together with those of concurrent callers: the price of
// a session that is over as soon as it is ended. The errors: fault.UserNotFound,
// and fault.SessionInvalid if the session of the token has ended.
//
// A token of the release before does not tell its session (uuid.Nil): it is
// good until the password changes.
func (s *Store) BearerRole(ctx context.Context, username string, session uuid.UUID, issuedAt time.Time) (identity.Role, error) {
	role, err := s.bearers.Do(ctx, bearer{username, session, issuedAt})
	return role, wrap("get role", err)
}

// bearerRoles is [Store.BearerRole] for many at once.
func (s *Store) bearerRoles(ctx context.Context, bearers []bearer) []gather.Outcome[identity.Role] {
	outcomes := make([]gather.Outcome[identity.Role], len(bearers))
	var usernames, sessions, times pq.StringArray
	for i, b := range bearers {
		outcomes[i].Err = userNotFound(b.username)
		usernames, sessions = append(usernames, b.username), append(sessions, b.session.String())
		times = append(times, string(pq.FormatTimestamp(b.issuedAt)))
	}
	if err := s.readBearers(ctx, outcomes, usernames, sessions, times); err != nil {
		return gather.Failed[identity.Role](len(bearers), err)
	}
	return outcomes
}

func (s *Store) readBearers(ctx context.Context, outcomes []gather.Outcome[identity.Role], usernames, sessions, times pq.StringArray) error {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT n, role, CASE WHEN asked.session = '00000000-0000-0000-0000-000000000000'
			THEN issued_at >= password_changed_at
			ELSE EXISTS (SELECT FROM sessions s WHERE s.id = asked.session AND s.username = u.username AND `+live+`) END
		FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) WITH ORDINALITY AS asked (username, session, issued_at, n)
			JOIN users u ON u.username = asked.username`, usernames, sessions, times)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		var role identity.Role
		var good bool
		if err := rows.Scan(&n, &role, &good); err != nil {
			return err
		}
		outcomes[n-1] = gather.Outcome[identity.Role]{Result: role}
		if !good {
			outcomes[n-1] = gather.Outcome[identity.Role]{
				Err: fault.New(fault.SessionInvalid, "the session of the access token has ended: log in again"),
			}
		}
	}
	return rows.Err()
}
