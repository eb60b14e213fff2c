package audit

import (
	"context"
	"fmt"
)

// references are columns that name a row of another table. Those of transfers,
// entries and leaves of the log are checked where these are.
var references = []struct{ table, key, column, to, name string }{
	{"accounts", "id", "owner", "users", "username"},
	{"accounts", "id", "currency", "currencies", "code"},
	{"sessions", "id", "username", "users", "username"},
	{"idempotency_keys", "username || ' ' || key", "username", "users", "username"},
	{"audit_log", "id", "username", "users", "username"},
	{"audit_log", "id", "account_id", "accounts", "id"},
	{"audit_log", "id", "transfer_id", "transfers", "id"},
	{"audit_log", "id", "pending_transfer_id", "pending_transfers", "id"},
	{"pending_transfers", "id", "from_account_id", "accounts", "id"},
	{"pending_transfers", "id", "to_account_id", "accounts", "id"},
}

func (a *auditor) checkReferences(ctx context.Context) error {
	for _, r := range references {
		query := fmt.Sprintf(`
			SELECT '%[1]s', (%[2]s)::text, '%[3]s is ' || %[3]s || ', which is not in %[4]s'
			FROM %[1]s child WHERE %[3]s IS NOT NULL AND NOT EXISTS (SELECT FROM %[4]s parent WHERE parent.%[5]s = child.%[3]s)`,
			r.table, r.key, r.column, r.to, r.name)
		if err := a.findEach(ctx, query); err != nil {
			return fmt.Errorf("look for what %s of %s names: %w", r.column, r.table, err)
		}
	}
	return nil
}
