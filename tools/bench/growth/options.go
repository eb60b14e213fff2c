package growth

import (
	"fmt"
	"time"
)

// Size is how much a bank has stored.
type Size struct {
	Transfers int `json:"transfers"` // the one that brings each account its money included
	Accounts  int `json:"accounts"`
}

// history is how many transfers accounts have made between themselves.
func (s Size) history() int { return s.Transfers - s.Accounts }

func (s Size) String() string {
	return fmt.Sprintf("%d transfers of %d accounts", s.Transfers, s.Accounts)
}

const (
	// MinAccounts is enough for the merchant, the regulars and others.
	MinAccounts = 4 * regulars
	// MinHistory is how many transfers there are to be besides one for each account, for
	// each page that is read to be full: no more than a quarter are those of regulars.
	MinHistory = 4 * regulars * regularLines
)

// Series are sizes of which one part is the same, the smallest first. All are compared with
// that one, and measured beside each other only.
type Series struct {
	Name  string
	Sizes []Size
}

// Options says what is measured, and how. All fields but Settings are required.
type Options struct {
	Series   []Series
	Rounds   int           // in each, all sizes are measured one after the other
	Duration time.Duration // of a measurement of many clients; one of a single client takes a third
	Clients  int           // of the closed loop
	// AuditUpTo is the most transfers of a database that bank audit is asked about.
	AuditUpTo int
	Settings  []string // of PostgreSQL, each as name=value
}

const (
	// mostLines is how many a statement has, unless the shortest history is too short.
	mostLines = 1000
	// shareOfLines is what share of a history a statement is then.
	shareOfLines = 0.2
)

// lines is how many a statement has, more or less: the same for all sizes.
func (o Options) lines() int {
	lines := mostLines
	for _, series := range o.Series {
		for _, size := range series.Sizes {
			lines = min(lines, int(shareOfLines*float64(size.history())))
		}
	}
	return lines
}

// readDuration is that of a measurement with one client.
func (o Options) readDuration() time.Duration { return o.Duration / 3 }

// planned is how long everything takes, more or less.
func (o Options) planned() time.Duration {
	round := o.Duration + o.readDuration() + time.Duration(len(reads))*o.readDuration()
	var all time.Duration
	for _, series := range o.Series {
		for _, size := range series.Sizes {
			all += size.seeding() + time.Duration(o.Rounds)*round
		}
	}
	return all
}
