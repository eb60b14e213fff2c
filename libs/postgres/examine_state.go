package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/postgres/migration"
)

// maxClockDifference is how much this machine's clock and the database's may
// differ: tokens expire by the one, and rows are dated by the other.
const maxClockDifference = time.Second

func (s *Store) examineSchema(ctx context.Context) (Finding, error) {
	version, err := migration.Version(ctx, s.db)
	var state *migration.StateError
	if errors.As(err, &state) {
		advice := `run "bank migrate up"`
		if state.Dirty {
			advice = "if no migration is at work, repair it by hand as said"
		}
		return Finding{Status: Failed, Detail: state.Error(), Advice: advice}, nil
	}
	if err != nil {
		return Finding{}, err
	}
	detail := fmt.Sprintf("version %d, which is current", version)
	if version > migration.Latest() {
		detail = fmt.Sprintf("version %d, newer than the %d of this program, which can use it", version, migration.Latest())
	}
	return Finding{Status: OK, Detail: detail}, nil
}

func (s *Store) examineClock(ctx context.Context) (Finding, error) {
	var theirs time.Time
	before := time.Now()
	if err := s.db.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&theirs); err != nil {
		return Finding{}, fault.During("ask for the time", err)
	}
	took := time.Since(before)
	return judgeClock(theirs.Sub(before.Add(took/2)), took), nil
}

// judgeClock judges by how much the database's clock is ahead, as seen by a
// question that took a while: half of that may be error.
func judgeClock(ahead, took time.Duration) Finding {
	detail := fmt.Sprintf("the database's is %v ahead of this machine's, give or take %v",
		ahead.Round(time.Millisecond), (took / 2).Round(time.Millisecond))
	if ahead.Abs()-took/2 > maxClockDifference {
		return Finding{Status: Warning, Detail: detail,
			Advice: fmt.Sprintf("keep both right by NTP: they should differ by at most %v", maxClockDifference)}
	}
	return Finding{Status: OK, Detail: detail}
}

// examineBookings looks for transfers of a time to come, which a clock has made that
// was ahead. More are refused while it is to come by more than a minute: see
// migration 18.
func (s *Store) examineBookings(ctx context.Context) (Finding, error) {
	var many int64
	var last sql.NullTime
	err := s.db.QueryRowContext(ctx, `
		SELECT count(*), max(created_at) FROM transfers WHERE created_at > statement_timestamp() + interval '1 minute'`).Scan(&many, &last)
	if err != nil {
		return Finding{}, fault.During("look for transfers of a time to come", err)
	}
	if many > 0 {
		return Finding{Status: Failed,
			Detail: fmt.Sprintf("%d transfers are of a time to come, the last of %s: their accounts book nothing until then", many, last.Time.UTC().Format(time.RFC3339)),
			Advice: "see that the database's clock is right; it was ahead, or is behind now. If it is right, those accounts can only wait, or be left for others"}, nil
	}
	return Finding{Status: OK, Detail: "no transfer is of a time to come"}, nil
}

// examineSettings looks for settings with which a crash loses, or spoils, what
// was committed.
func (s *Store) examineSettings(ctx context.Context) (Finding, error) {
	var off []string
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var setting string
		if err := s.db.QueryRowContext(ctx, `SELECT current_setting($1)`, name).Scan(&setting); err != nil {
			return Finding{}, fmt.Errorf("ask for the setting %s: %w", name, err)
		}
		if setting == "off" {
			off = append(off, name)
		}
	}
	if len(off) > 0 {
		return Finding{Status: Failed, Detail: strings.Join(off, ", ") + " off: a crash loses transfers that were answered",
			Advice: "turn it on, in postgresql.conf or where else it is set"}, nil
	}
	return Finding{Status: OK, Detail: "fsync, full_page_writes and synchronous_commit are on"}, nil
}
