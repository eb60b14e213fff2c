package ground

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/simplebank/tools/bench/bank"
	"example.com/simplebank/tools/bench/books"
)

// clean is an audit without findings.
const clean = "clean"

// Books are what was found in the database of a side in the end.
type Books struct {
	books.Report
	Audit        string  `json:"audit,omitempty"` // "clean", or what bank audit has found; empty if it was not asked
	AuditSeconds float64 `json:"audit_seconds,omitempty"`
	// Startup is how long the slowest server took until it was ready.
	Startup float64 `json:"startup_ms"`
	// PeakMemory is the most that a server had, in bytes.
	PeakMemory int64 `json:"peak_memory_bytes"`
	// StandbyReads are those that were to be read from the standby; nil if there is none.
	StandbyReads *bank.StandbyReads `json:"standby_reads,omitempty"`
	// Failures are the first errors that the server has logged.
	Failures []string `json:"failures,omitempty"`
}

// Check compares the database with what the clients were told.
func (s *Side) Check(ctx context.Context) (Books, error) {
	report, err := books.Check(ctx, s.ground.Source(s.database), s.told)
	if err != nil {
		return Books{}, err
	}
	b := Books{Report: report}
	for _, server := range s.servers {
		memory, err := server.PeakMemory()
		if err != nil {
			return Books{}, err
		}
		startup := float64(server.Startup) / float64(time.Millisecond)
		b.Startup, b.PeakMemory = max(b.Startup, startup), max(b.PeakMemory, memory)
	}
	if s.standby {
		b.StandbyReads = &bank.StandbyReads{}
		for _, server := range s.servers {
			if err := server.AddStandbyReads(ctx, b.StandbyReads); err != nil {
				return Books{}, err
			}
		}
	}
	b.Failures, err = s.failures()
	return b, err
}

// Audit proves the books of the side besides, whose server must have nothing to do.
func (s *Side) Audit(ctx context.Context) (Books, error) {
	start := time.Now()
	b, err := s.Check(ctx)
	if err != nil {
		return Books{}, err
	}
	b.Audit = clean
	if err := s.ground.program.Audit(ctx, s.ground.Source(s.database), s.ground.ledgerKey); errors.Is(err, bank.ErrFindings) {
		b.Audit = err.Error()
	} else if err != nil {
		return Books{}, err
	}
	b.AuditSeconds = time.Since(start).Seconds()
	return b, nil
}

// Findings are all that is not as it is to be, wrong answers included.
func (s *Side) Findings(b Books) []string {
	all := append([]string{}, s.wrong...)
	all = append(all, b.Findings...)
	if b.Audit != "" && b.Audit != clean {
		all = append(all, b.Audit)
	}
	if reads := b.StandbyReads; reads != nil && reads.Answered == 0 && reads.Missed > 0 {
		all = append(all, fmt.Sprintf("of %d reads none was answered by the standby", reads.Missed))
	}
	for i := range all {
		all[i] = s.database + ": " + all[i]
	}
	return all
}
