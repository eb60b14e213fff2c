package audit

import "context"

// checkRoles checks that each role came of an act that bank user role made, the
// newest for the user: to confirm, or to take back, what somebody did by hand is
// to use that.
func (a *auditor) checkRoles(ctx context.Context) error {
	return a.findEach(ctx, `
		SELECT 'users', u.username, CASE
			WHEN u.role NOT IN ('depositor', 'banker', 'auditor') THEN 'has the role ' || u.role || ', which is none'
			WHEN l.role IS NULL THEN 'is ' || u.role || ', but the audit log does not say who did that'
			WHEN l.role <> u.role THEN 'is ' || u.role || ', but by the audit log (' || l.id || ') ' || l.role
			ELSE 'was made ' || u.role || ' at ' || l.created_at || ' by database role ' || coalesce(l.database_role, '?')
				|| ', not by bank user role (audit log ' || l.id || ')'
		END
		FROM users u LEFT JOIN (
			SELECT DISTINCT ON (username) * FROM audit_log WHERE action = 'role' ORDER BY username, id DESC
		) l ON l.username = u.username
		WHERE u.role NOT IN ('depositor', 'banker', 'auditor')
			OR u.role <> coalesce(l.role, 'depositor') OR l.request_id NOT IN ('bank user role', 'migration 16')
		ORDER BY u.username`)
}
