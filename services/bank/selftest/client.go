package selftest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/lib/pq"

	"example.com/simplebank/libs/fault"
	"example.com/simplebank/libs/identity"
	"example.com/simplebank/libs/ledger"
	"example.com/simplebank/libs/money"
	"example.com/simplebank/libs/postgres"
)

// outcome is what the clients were told.
type outcome struct {
	mu    sync.Mutex
	start time.Time
	took  time.Duration // until the last answer
	asked int           // requests, and some that came too late
	told  time.Duration // after which of the progress was told last

	latencies []time.Duration // of answers, refusals among them
	// transfers are the acknowledged ones, and with an id of 0 those in doubt: their ids,
	// accounts that pay and that are paid, and amounts.
	transfers [4]pq.Int64Array
	refused   int // for lack of funds, as they should be
	repeated  int // answered as before, as they should be
	doubtful  int // of the failed, those that may have been carried out
	failed    int
	failure   error // of one
}

// client asks for one transfer after the other.
type client struct {
	trial    *Trial
	transfer func(context.Context, postgres.TransferRequest) (postgres.Answer, error)
	known    postgres.TransferRequest // with a key, that was carried out
	answer   string                   // to that; empty if there is none
}

// serve asks for the next transfer, and notes what comes of it. Of the requests 10 % are
// to be refused for lack of funds, and 10 % have a key, half of these for the second time.
func (c *client) serve(due time.Time) {
	kind := rand.IntN(20)
	refuse, keyed, repeat := kind < 2, kind > 17, kind > 18 && c.answer != ""
	r := c.known
	if !repeat {
		r = c.trial.request(refuse, keyed)
	}
	// Not one that an interrupt ends: it is to be known what has become of it.
	answer, err := c.transfer(context.Background(), r)
	took := time.Since(due)
	o := &c.trial.outcome
	o.mu.Lock()
	defer o.mu.Unlock()
	body := string(answer.Body)
	switch {
	case err == nil && !repeat:
		id, _ := strconv.ParseInt(body, 10, 64)
		o.note(id, r)
		c.trial.ledger.Wake()
		if keyed {
			c.known, c.answer = r, body
		}
	case err == nil && body == c.answer && answer.Replayed:
		o.repeated++
	case refuse && errors.Is(err, fault.InsufficientFunds):
		o.refused++
	default:
		o.failed++
		if o.failure = err; err == nil {
			o.failure = errors.New("a request that was repeated had another answer")
		}
		if errors.Is(err, postgres.ErrOutcomeUnknown) && !repeat {
			o.doubtful++
			o.note(0, r)
		}
		return
	}
	o.latencies = append(o.latencies, took)
}

func (o *outcome) note(id int64, r postgres.TransferRequest) {
	for i, v := range [...]int64{id, r.Order.FromAccountID, r.Order.ToAccountID, int64(r.Order.Amount)} {
		o.transfers[i] = append(o.transfers[i], v)
	}
}

// request returns a request that was not made before.
func (t *Trial) request(refuse, keyed bool) (r postgres.TransferRequest) {
	to := t.Accounts / 2
	if !t.Hot {
		to = rand.IntN(t.Accounts)
	}
	from := (to + 1 + rand.IntN(t.Accounts-1)) % t.Accounts // any but that
	username := strconv.Itoa(from + 1)
	r.Order = ledger.Order{
		Username: username, FromAccountID: t.account + int64(from), ToAccountID: t.account + int64(to),
		Amount: money.Amount(1 + rand.IntN(100)), Currency: money.USD,
	}
	r.Actor = postgres.Actor{Username: username, Role: identity.Depositor}
	r.Answer = func(p ledger.Posting) ([]byte, error) { return strconv.AppendInt(nil, p.Transfer.ID, 10), nil }
	if refuse {
		r.Order.Amount = money.Amount(funds * (t.Accounts + 1)) // more than all have together
	}
	if keyed {
		// The database locks keys for all schemas, by their text.
		key := fmt.Sprint(t.Schema, rand.Int64())
		hash := sha256.Sum256([]byte(key))
		r.Once = &postgres.IdempotentRequest{Username: username, Key: key, Hash: hash[:]}
	}
	return r
}
