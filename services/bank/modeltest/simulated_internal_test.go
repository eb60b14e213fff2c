package modeltest

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// simulated is a bank in this process: the model, but for what a test makes
// wrong about it.
type simulated struct {
	mu    sync.Mutex
	bank  *Bank
	late  []*Operation // that nobody waits for any more
	casts int
	id    int64 // the last
	// do carries out an operation, whose answer may be going to be lost; nil for
	// the model's Do.
	do func(bank *Bank, o *Operation, lost bool) Answer
}

func (s *simulated) Cast() Cast {
	s.casts++
	c := Cast{Banker: "banker", Auditor: "auditor", Currencies: [currencies]string{"JPY", "KWD"}}
	roles := map[string]Role{"banker": Banker, "auditor": Auditor}
	for i, name := range []string{"alice", "bob", "carol"} {
		c.Depositors[i] = fmt.Sprint(name, s.casts)
		roles[c.Depositors[i]] = Depositor
	}
	s.id, s.late = 2, nil
	s.bank = NewBank(roles, Account{ID: 1, Currency: "JPY"}, Account{ID: 2, Currency: "KWD", Balance: -100, Available: -100})
	c.Bank = s.bank.Clone()
	return c
}

func (s *simulated) Send(o *Operation, hangUp time.Duration) (Answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, late := range s.late {
		if rand.IntN(4) == 0 {
			s.late = append(s.late[:i:i], s.late[i+1:]...)
			s.carryOut(late, true)
			break
		}
	}
	if hangUp > 0 && rand.IntN(2) == 0 {
		late := *o // which the sender goes on to write to
		s.late = append(s.late, &late)
		return Answer{}, true
	}
	return s.carryOut(o, hangUp > 0), hangUp > 0
}

func (s *simulated) carryOut(o *Operation, lost bool) Answer {
	once := *o
	once.Answer = s.news(o.Request)
	answer := Answer{}
	if s.do == nil {
		answer = s.bank.Do(&once, time.Now())
	} else {
		answer = s.do(s.bank, &once, lost)
	}
	if lost {
		return Answer{}
	}
	return answer
}

// news returns new ids, and the time, in the form of an answer.
func (s *simulated) news(r Request) Answer {
	kind := r.Kind
	s.id++
	now := time.Now().UTC().Truncate(time.Microsecond)
	switch {
	case kind == NewUser:
		return Answer{Body: User{CreatedAt: now}}
	case kind == OpenAccount:
		return Answer{Body: Account{ID: s.id, CreatedAt: now}}
	case kind == GetBalance:
		return Answer{Body: Balance{At: now}}
	case kind == ListTransfers:
		return Answer{Body: Transfers{NextCursor: "more"}}
	case kind == ListEntries:
		return Answer{Body: Entries{NextCursor: "more"}}
	case kind == Void:
		return Answer{Raw: fmt.Sprint("answer ", s.id), Body: Hold{Transfer: Transfer{EndedAt: now}}}
	case kind == Reserve:
		lifetime := 168 * time.Hour
		if d, err := time.ParseDuration(r.ExpiresIn); err == nil {
			lifetime = d
		}
		return Answer{Raw: fmt.Sprint("answer ", s.id), Body: Hold{Transfer: Transfer{ID: s.id, CreatedAt: now, ExpiresAt: now.Add(lifetime)}}}
	case kind == TransferAll:
		var batch Batch
		for range r.Legs {
			s.id++
			batch.Transfers = append(batch.Transfers, Transfer{ID: s.id, CreatedAt: now})
		}
		return Answer{Raw: fmt.Sprint("answer ", s.id), Body: batch}
	case kind.Moves():
		return Answer{Raw: fmt.Sprint("answer ", s.id), Body: Posting{
			Transfer:  Transfer{ID: s.id, CreatedAt: now},
			FromEntry: Entry{ID: 2 * s.id},
			ToEntry:   Entry{ID: 2*s.id + 1},
		}}
	}
	return Answer{}
}
