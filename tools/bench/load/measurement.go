// Package load sends requests to the bank and measures how long the answers take.
package load

import (
	"fmt"
	"time"

	"example.com/simplebank/tools/bench/statistics"
	"example.com/simplebank/tools/bench/workload"
)

// Acknowledged is a transfer that the bank has said is done.
type Acknowledged struct {
	ID int64
	workload.Transfer
}

// Measurement is what became of the requests of one run.
type Measurement struct {
	Answers int     // that are as they are to be
	Rate    float64 // answers a second while requests were sent
	// Overrun is how long after that time the last answer came.
	Overrun time.Duration
	Latency statistics.Latency // of the answers
	// Processor is the time that processors worked for the load, of each answer.
	Processor time.Duration

	Acknowledged []Acknowledged
	// Lost are transfers of which it is not known whether they were done.
	Lost []workload.Transfer
	// LostAnswers says why requests, reads included, got no answer: how many by reason.
	LostAnswers map[string]int
	// Wrong has answers that are not as they are to be, each of which is a fault of the
	// bank; at most some of each client.
	Wrong []string
}

// run measures what the workers do, from when they are all ready. Each calls record once
// an answer has come, until the requests of the duration have been sent.
func run(workers []*worker, duration time.Duration, work func(w *worker, start time.Time) error) (Measurement, error) {
	before, err := processorTime()
	if err != nil {
		return Measurement{}, err
	}
	start := time.Now()
	failed := make(chan error)
	for _, w := range workers {
		go func() { failed <- work(w, start) }()
	}
	for range workers {
		if e := <-failed; e != nil {
			err = e
		}
	}
	took := time.Since(start)
	after, timeErr := processorTime()
	if err == nil {
		err = timeErr
	}
	if err != nil {
		return Measurement{}, err
	}
	m := gather(workers, start.Add(duration))
	m.Overrun = max(took-duration, 0)
	m.Rate /= duration.Seconds()
	if m.Answers > 0 {
		m.Processor = (after - before) / time.Duration(m.Answers)
	}
	return m, nil
}

// gather sums up what the workers have seen. The rate it returns is the number of
// answers that came before the end.
func gather(workers []*worker, end time.Time) Measurement {
	m := Measurement{LostAnswers: map[string]int{}}
	var latencies []time.Duration
	for _, w := range workers {
		latencies = append(latencies, w.latencies...)
		m.Acknowledged = append(m.Acknowledged, w.acknowledged...)
		m.Lost = append(m.Lost, w.lost...)
		for reason, n := range w.reasons {
			m.LostAnswers[reason] += n
		}
		m.Wrong = append(m.Wrong, w.wrong...)
		for _, at := range w.answered {
			if !at.After(end) {
				m.Rate++
			}
		}
	}
	m.Answers = len(latencies)
	m.Latency = statistics.NewLatency(latencies)
	return m
}

// String says in a line how it went.
func (m Measurement) String() string {
	s := fmt.Sprintf("%.0f/s, p50 %s, p99 %s", m.Rate,
		m.Latency.P50.Round(10*time.Microsecond), m.Latency.P99.Round(10*time.Microsecond))
	lost := 0
	for _, n := range m.LostAnswers {
		lost += n
	}
	if lost > 0 {
		s += fmt.Sprintf(", %d without an answer", lost)
	}
	return s
}
