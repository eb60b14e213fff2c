package postgres

import (
	"context"
)

// Status is how a part of the database was found.
type Status string

// The statuses, from good to bad.
const (
	OK      Status = "ok"
	Warning Status = "warning" // it works, but should be otherwise
	Unknown Status = "unknown" // could not be looked at
	Failed  Status = "failed"  // it does not work, or may lose data
)

// Finding is what was found out about one part of the database.
type Finding struct {
	Check  string `json:"check"`
	Status Status `json:"status"`
	Detail string `json:"detail"`           // without secrets
	Advice string `json:"advice,omitempty"` // what to do, unless all is well
	Err    error  `json:"-"`                // for whom it tells more, as why the database was not reached
}

// connecting is the check without which there is nothing to look at.
const connecting = "database"

// checks are what Examine looks at, in order. A check that returns an error
// could not look.
var checks = []struct {
	name string
	look func(*Store, context.Context) (Finding, error)
}{
	{connecting, (*Store).examineServer},
	{"tls", (*Store).examineTLS},
	{"schema", (*Store).examineSchema},
	{"clock", (*Store).examineClock},
	{"bookings", (*Store).examineBookings},
	{"privileges", (*Store).examinePrivileges},
	{"settings", (*Store).examineSettings},
}

// Examine looks whether the database is what the bank needs. It changes
// nothing. It takes little longer than ctx and the timeout of the store allow,
// even if the database hangs.
func (s *Store) Examine(ctx context.Context) []Finding {
	unreached := s.db.PingContext(ctx)
	var findings []Finding
	for _, check := range checks {
		found := Finding{Status: Unknown, Detail: "the database was not reached", Advice: "do first what is said of the database"}
		switch {
		case unreached == nil:
			var err error
			if found, err = check.look(s, ctx); err != nil {
				found = Finding{Status: Unknown, Detail: err.Error(), Advice: "see to what the error says, then look again"}
			}
		case check.name == connecting:
			found = Finding{Status: Failed, Detail: unreached.Error(), Advice: connectAdvice(unreached), Err: unreached}
		}
		found.Check = check.name
		findings = append(findings, found)
	}
	return findings
}
