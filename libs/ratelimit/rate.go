package ratelimit

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.com/simplebank/libs/fault"
)

// off is how the zero Rate is written.
const off = "off"

// Rate is how often something may be done: Count times at once, and Count times
// in each Per in the long run. The zero Rate is without limit.
type Rate struct {
	Count int
	Per   time.Duration
}

// UnmarshalText reads a rate such as 10/1m, or off. Count is at least 1, Per at
// least a nanosecond for each.
func (r *Rate) UnmarshalText(text []byte) error {
	if string(text) == off {
		*r = Rate{}
		return nil
	}
	countText, perText, _ := strings.Cut(string(text), "/")
	count, err := strconv.ParseInt(countText, 10, 32)
	if err != nil {
		return fault.During("read the count of a rate", err)
	}
	per, err := time.ParseDuration(perText)
	if err != nil {
		return fault.During("read the duration of a rate", err)
	}
	if count < 1 || per < time.Duration(count) {
		return errors.New("a rate is above zero, and below one in a nanosecond")
	}
	*r = Rate{Count: int(count), Per: per}
	return nil
}

// String returns the rate as UnmarshalText reads it.
func (r Rate) String() string {
	if r == (Rate{}) {
		return off
	}
	return fmt.Sprintf("%d/%s", r.Count, r.Per)
}

// interval is the time between two events that come evenly.
func (r Rate) interval() time.Duration { return r.Per / time.Duration(r.Count) }

// tolerance is how much earlier than evenly an event may come.
func (r Rate) tolerance() time.Duration { return r.interval() * time.Duration(r.Count-1) }
