package modeltest

import (
	"fmt"
	"strings"
	"time"
)

// Plan says what is to happen in words that do not depend on what the bank
// answers: it can be drawn, shrunk and carried out again.
type Plan []burst

// burst is what is sent at once.
type burst []step

type step struct {
	Kind    Kind
	Who     who
	Replica int
	A, B    int // accounts: of which depositor, and in which currency
	Twist   twist
	Amount  amount
	Nth     int // transfer or request with a key, counted from the newest
	Key     key
	Note    int
	Expires string        // how long to reserve
	Legs    int           // of a batch
	HangUp  time.Duration // how long to wait for the answer; 0 for ever
}

const (
	// repeat is to send an earlier request with its key again.
	repeat Kind = "repeat"
	// pause is to wait, with all of the burst, until something is about to expire.
	pause Kind = "pause"
)

// who says who asks.
type who string

const (
	entitled who = "" // whoever the account, or the work, belongs to
	banker   who = "banker"
	other    who = "other" // a depositor to whom it does not
	auditor  who = "auditor"
)

// twist is what is wrong with a request, or unusual.
type twist string

const (
	straight     twist = ""
	noSource     twist = "no source"
	noTarget     twist = "no target"
	sameAccount  twist = "same account"
	wrongTarget  twist = "target in another currency"
	wrongRequest twist = "request in another currency"
	zero         twist = "zero"
	negative     twist = "negative"
	bad          twist = "bad"
)

// amount says how much of what is there.
type amount string

const (
	few       amount = "1"
	some      amount = "17"
	thousand  amount = "1000"
	half      amount = "half"
	all       amount = "all"
	oneTooFew amount = "all+1"
	huge      amount = "huge"
)

type key string

const (
	noKey   key = ""
	newKey  key = "new"
	usedKey key = "used" // that another request of the user had
)

const (
	depositors = 3
	currencies = 2
	slots      = depositors * currencies
)

// GoString is what rapid shows of a plan.
func (p Plan) GoString() string {
	var s strings.Builder
	for i, b := range p {
		fmt.Fprintf(&s, "\n  burst %d", i)
		for _, step := range b {
			fmt.Fprintf(&s, "\n    %+v", step)
		}
	}
	return s.String()
}
