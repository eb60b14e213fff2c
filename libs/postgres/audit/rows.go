package audit

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// digested are the tables whose rows have digests in row_digests.
var digested = []struct {
	name string
	key  string // as row_digests has it
}{
	{"users", "username"},
	{"sessions", "id::text"},
	{"accounts", "id::text"},
	{"audit_log", "id::text"},
	{"idempotency_keys", "username || ' ' || key"},
	{"pending_transfers", "id::text"},
	{"log_checkpoints", "size::text"},
}

func digestedNames() (names []string) {
	for _, t := range digested {
		names = append(names, t.name)
	}
	return names
}

// selectRows returns each row or digest of a table. It computes what row_digest of
// the schema does without calling it, as that may not be what it should. Of a row
// that is in order the key is not sent.
const selectRows = `
	SELECT t.key IS NOT NULL, d.row_key IS NOT NULL,
		CASE WHEN t.digest = d.digest AND NOT d.forged AND d.written_by IS NULL THEN NULL ELSE coalesce(t.key, d.row_key) END,
		coalesce(t.digest = d.digest, false), coalesce(d.forged, false), d.written_by
	FROM (
		SELECT {key} AS key, sha256(convert_to('{table}' || jsonb_strip_nulls(to_jsonb(r) - ARRAY['balance', 'reserved', 'last_transfer_id', 'last_transfer_at'])::text, 'UTF8')) AS digest
		FROM {table} r
	) t FULL JOIN (SELECT * FROM row_digests WHERE table_name = '{table}') d ON d.row_key = t.key`

// row is what is known of a row, of its digest, or of both.
type row struct {
	isThere, hasDigest bool
	key                sql.NullString // if something may be wrong
	same               bool           // as its digest says
	forged             bool           // it was not, when it was next written
	writer             sql.NullString // who wrote it and should not have
}

// problem says what is wrong with the row.
func (r row) problem() string {
	by := "past the triggers"
	if r.writer.Valid {
		by = "by database role " + r.writer.String
	}
	switch {
	case !r.isThere:
		return "was deleted " + by
	case !r.hasDigest:
		return "was inserted past the triggers"
	case !r.same:
		return "is not as its digest says: it was changed past the triggers"
	case r.forged:
		return "had been changed past the triggers when it was next written"
	}
	return "was written " + by + ", not by the service"
}

// checkRows checks each row against its digest, and each digest against its row.
func (a *auditor) checkRows(ctx context.Context) error {
	for _, table := range digested {
		query := strings.NewReplacer("{table}", table.name, "{key}", table.key).Replace(selectRows)
		err := a.each(ctx, query, nil, func(scan func(...any) error) error {
			var r row
			if err := scan(&r.isThere, &r.hasDigest, &r.key, &r.same, &r.forged, &r.writer); err != nil {
				return err
			}
			if r.isThere {
				a.looked(1)
			}
			if r.key.Valid {
				a.find(table.name, r.key.String, "%s", r.problem())
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("compare %s with their digests: %w", table.name, err)
		}
	}
	// The digest of a transfer is only the mark of who has made it.
	return a.findEach(ctx, `
		SELECT 'transfers', row_key, 'was booked by database role ' || coalesce(written_by, '?') || ', not by the service'
		FROM row_digests WHERE table_name = 'transfers'
		UNION ALL
		SELECT 'row_digests', table_name || ' ' || row_key, 'is of a table whose rows have no digests'
		FROM row_digests WHERE table_name <> ALL (string_to_array($1, ' '))`, strings.Join(append(digestedNames(), "transfers"), " "))
}
