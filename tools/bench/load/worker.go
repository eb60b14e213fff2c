package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"example.com/simplebank/tools/bench/workload"
)

// maxWrong is how many wrong answers a client tells of.
const maxWrong = 10

// Stream is the requests of one client.
type Stream interface {
	// Next returns the next one, once the one before is answered.
	Next() workload.Request
}

// Streams returns the requests of each client.
type Streams func(client int) Stream

// worker is a client with one connection.
type worker struct {
	connection *connection
	stream     Stream
	ids        map[string]int64 // of the transfers that were acknowledged, by key

	answered     []time.Time // when, and after how long
	latencies    []time.Duration
	acknowledged []Acknowledged
	lost         []workload.Transfer
	reasons      map[string]int
	wrong        []string
}

// connect returns n workers. Call close in the end.
func connect(ctx context.Context, address string, n int, streams Streams) ([]*worker, error) {
	var workers []*worker
	for client := range n {
		c, err := dial(ctx, address)
		if err != nil {
			closeAll(workers)
			return nil, err
		}
		workers = append(workers, &worker{
			connection: c, stream: streams(client), ids: map[string]int64{}, reasons: map[string]int{},
		})
	}
	return workers, nil
}

func closeAll(workers []*worker) {
	for _, w := range workers {
		w.connection.close()
	}
}

// serve sends the next request and records what comes of it. The time that an answer
// takes counts from start. It is an error if the bank cannot be reached any more.
func (w *worker) serve(ctx context.Context, start time.Time) error {
	if w.connection.conn == nil {
		if err := w.connection.connect(ctx); err != nil {
			return err
		}
	}
	request := w.stream.Next()
	a, err := w.connection.do(request)
	end := time.Now()
	if w.judge(request, a, err) {
		w.answered = append(w.answered, end)
		w.latencies = append(w.latencies, end.Sub(start))
	}
	return nil
}

// judge records the answer, or that there is none, and reports whether it is as it is
// to be.
func (w *worker) judge(r workload.Request, a answer, err error) bool {
	id, known := w.ids[r.Key]
	switch {
	case err != nil:
		w.lose(r, err.Error())
	case a.status >= http.StatusInternalServerError:
		w.lose(r, fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)))
	case a.status == http.StatusConflict && r.Repeats && !known:
		w.lose(r, "the request that it repeats is still being worked on")
	case r.Refused && a.status == http.StatusUnprocessableEntity && bytes.Contains(a.body, []byte(`"insufficient_funds"`)):
		return true
	case r.Refused || a.status != http.StatusOK:
		w.complain(r, a, "wrong status")
	case r.Transfer == workload.Transfer{}:
		return w.checkRead(r, a)
	default:
		return w.acknowledge(r, a, id)
	}
	return false
}

// checkRead has the request check what was read, if it can.
func (w *worker) checkRead(r workload.Request, a answer) bool {
	if r.Check == nil {
		return true
	}
	if err := r.Check(a.body); err != nil {
		w.complain(r, a, err.Error())
		return false
	}
	return true
}

// acknowledge records that a transfer is done; id is what was told of it before, or 0.
func (w *worker) acknowledge(r workload.Request, a answer, id int64) bool {
	var posting struct {
		Transfer struct {
			ID int64 `json:"id"`
		} `json:"transfer"`
	}
	err := json.Unmarshal(a.body, &posting)
	switch got := posting.Transfer.ID; {
	case err != nil || got == 0:
		w.complain(r, a, "no transfer")
		return false
	case id != 0 && (got != id || !a.replayed):
		w.complain(r, a, fmt.Sprintf("not the answer of the first time, transfer %d", id))
		return false
	case !r.Repeats && a.replayed:
		w.complain(r, a, "an answer that was given before to a new request")
		return false
	case id == 0:
		w.acknowledged = append(w.acknowledged, Acknowledged{ID: got, Transfer: r.Transfer})
		if r.Key != "" {
			w.ids[r.Key] = got
		}
	}
	return true
}

func (w *worker) lose(r workload.Request, reason string) {
	w.reasons[reason]++
	if r.Transfer != (workload.Transfer{}) {
		w.lost = append(w.lost, r.Transfer)
	}
}

func (w *worker) complain(r workload.Request, a answer, problem string) {
	// It may have moved the money all the same.
	w.lose(r, problem)
	if len(w.wrong) < maxWrong {
		w.wrong = append(w.wrong, fmt.Sprintf("%s %s %s: %s: %d %.300s", r.Method, r.Path, r.Body, problem, a.status, a.body))
	}
}
