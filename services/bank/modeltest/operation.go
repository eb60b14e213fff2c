package modeltest

import "time"

// Operation is a request that was sent to a bank, and what came of it.
type Operation struct {
	Number  int // of its kind there is one in a history
	Request Request
	Replica int
	Start   time.Time
	End     time.Time // when the answer had come; of no meaning if it was lost
	Lost    bool      // nobody waited for the answer: it was carried out, or not, or will be
	Answer  Answer
}

// before reports whether the operation was over when the other began.
func (o *Operation) before(other *Operation) bool { return !o.Lost && o.End.Before(other.Start) }

// sameKey reports whether two operations have the same key of the same user.
func (o *Operation) sameKey(other *Operation) bool {
	return o.Request.Key != "" && o.Request.Key == other.Request.Key && o.Request.User == other.Request.User
}
