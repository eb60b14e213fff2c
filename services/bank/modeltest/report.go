package modeltest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
)

// String says what was expected instead.
func (d *Difference) String() string {
	var s strings.Builder
	s.WriteString("No order of the last operations explains their answers.")
	if len(d.Order) > 0 {
		s.WriteString(" An order that does so far:")
		for _, o := range d.Order {
			fmt.Fprintf(&s, " #%d", o.Number)
		}
		s.WriteByte('.')
	}
	s.WriteByte('\n')
	for _, m := range d.Rest {
		fmt.Fprintf(&s, "#%d cannot be next (-model +bank):\n%s", m.Operation.Number, cmp.Diff(m.Want, m.Operation.Answer))
	}
	return s.String()
}

// History tells the operations, one a line, with the times at which they began
// and ended.
func History(bursts [][]*Operation) string {
	var s strings.Builder
	var zero time.Time
	for i, burst := range bursts {
		fmt.Fprintf(&s, "burst %d\n", i)
		for _, o := range burst {
			if zero.IsZero() {
				zero = o.Start
				fmt.Fprintf(&s, "  (0.00ms is %s)\n", zero.UTC().Format("15:04:05.000000"))
			}
			end := "lost"
			if !o.Lost {
				end = milliseconds(o.End.Sub(zero))
			}
			fmt.Fprintf(&s, "  #%-3d replica %d  %9s - %-9s  %s\n        %s\n",
				o.Number, o.Replica, milliseconds(o.Start.Sub(zero)), end, o.Request, o.Answer)
		}
	}
	return s.String()
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.2fms", d.Seconds()*1000) }

// String returns the answer in one line, without times.
func (a Answer) String() string {
	if a.Status == 0 {
		return "no answer"
	}
	text := fmt.Sprint(a.Status)
	if a.Replayed {
		text += " replayed"
	}
	switch body := a.Body.(type) {
	case nil:
		text += " " + a.Code
		if a.Leg > 0 {
			text += fmt.Sprint(" of leg ", a.Leg-1)
		}
		return text
	case Hold:
		return text + fmt.Sprintf(" transfer %d of %d %s until %s, %s to %s", body.Transfer.ID, body.Transfer.Amount, body.Transfer.Status,
			body.Transfer.ExpiresAt.Format("15:04:05.000000"), body.FromAccount, body.ToAccount)
	case User:
		return text + " user " + body.Username
	case Account:
		return text + " " + body.String()
	case []Account:
		for _, account := range body {
			text += " " + account.String()
		}
		return text
	case Posting:
		text += fmt.Sprintf(" transfer %d of %d, %s to %s", body.Transfer.ID, body.Transfer.Amount, body.FromAccount, body.ToAccount)
		if reverses := body.Transfer.ReversesTransferID; reverses != 0 {
			text += fmt.Sprintf(", reverses %d", reverses)
		}
		return text
	}
	encoded, _ := json.Marshal(a.Body) // read from JSON
	return text + " " + string(encoded)
}

// String returns who has how much.
func (a Account) String() string {
	owner := a.Owner
	if owner == "" {
		owner = "cash"
	}
	reserved := ""
	if a.Available != a.Balance {
		reserved = fmt.Sprintf(", %d available", a.Available)
	}
	return fmt.Sprintf("account %d (%s: %d %s%s)", a.ID, owner, a.Balance, a.Currency, reserved)
}
