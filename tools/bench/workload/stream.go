package workload

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// maxRecent is how many requests with a key a client may repeat: the last ones.
const maxRecent = 100

// Stream is the requests of one client, who waits for each answer before the next.
type Stream struct {
	workload Workload
	accounts []Account
	pairs    pairs
	random   *rand.Rand
	name     string // begins the keys, so that no other stream has them
	keys     int    // given so far
	recent   []Request
}

// Stream returns the requests of a client. Those of the same run and client are
// always the same, but that statements end when they are asked for. There must be at
// least [MinAccounts].
func (w Workload) Stream(accounts []Account, run, client uint64) *Stream {
	return &Stream{
		workload: w,
		accounts: accounts,
		pairs:    w.pairs(len(accounts)),
		random:   rand.New(rand.NewPCG(run, client)),
		name:     fmt.Sprintf("run-%d-client-%d", run, client),
	}
}

// Next returns the next request.
func (s *Stream) Next() Request {
	w := s.workload
	switch share := s.random.Float64(); {
	case share < w.accounts:
		return read(s.accounts[s.random.IntN(len(s.accounts))], "")
	case share < w.accounts+w.entries:
		return read(s.accounts[s.random.IntN(len(s.accounts))], "/entries")
	case share < w.accounts+w.entries+w.statements:
		return statement(s.accounts[s.random.IntN(len(s.accounts))], time.Now())
	case share < w.repeated && len(s.recent) > 0:
		request := s.recent[s.random.IntN(len(s.recent))]
		request.Repeats = true
		return request
	}
	from, to := s.pairs(s.random)
	amount := 1 + s.random.Int64N(maxAmount)
	refused := s.random.Float64() < w.refused
	if refused {
		amount = Funds*int64(len(s.accounts)) + 1 // more than all have together
	}
	request := order(s.accounts[from], s.accounts[to], amount)
	request.Refused = refused
	if w.keyed {
		s.giveKey(&request)
	}
	return request
}

func (s *Stream) giveKey(request *Request) {
	s.keys++
	request.Key = fmt.Sprintf("%s-%d", s.name, s.keys)
	if len(s.recent) < maxRecent {
		s.recent = append(s.recent, *request)
		return
	}
	s.recent[s.keys%maxRecent] = *request
}
