package load_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/workload"
)

// stall is how long the server that stalls does so, once.
const stall = 500 * time.Millisecond

// bank answers as the bank does, the request of the number stalled late, and none late if
// that is 0.
func bank(t *testing.T, stalled int64) (address string) {
	t.Helper()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := requests.Add(1)
		if n == stalled {
			time.Sleep(stall)
		}
		fmt.Fprintf(w, `{"transfer":{"id":%d}}`, n)
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func streams(client int) load.Stream {
	accounts := make([]workload.Account, workload.MinAccounts)
	for i := range accounts {
		accounts[i].ID = int64(i) + 1
	}
	return workload.All[0].Stream(accounts, 1, uint64(client))
}

// TestNoCoordinatedOmission has a server stall once, for as long as 50 requests come. One
// of them was sent, but 50 had to wait.
func TestNoCoordinatedOmission(t *testing.T) {
	schedule := load.Constant.Schedule(100, time.Second, 1)
	m, err := load.Open(t.Context(), bank(t, 10), 1, schedule, time.Second, streams)
	if err != nil {
		t.Fatal(err)
	}
	if m.Answers != len(schedule) || len(m.Acknowledged) != len(schedule) || len(m.Lost)+len(m.Wrong) > 0 {
		t.Errorf("%d answers to %d requests: %+v", m.Answers, len(schedule), m)
	}
	// A tenth of the requests came in the first tenth of the stall.
	if m.Latency.P90 < stall*7/10 {
		t.Errorf("p90 is %s, though the server stalled for %s", m.Latency.P90, stall)
	}
	if m.Latency.Max < stall {
		t.Errorf("the longest wait is %s", m.Latency.Max)
	}

	// In a closed loop the same server looks well.
	closed, err := load.Closed(t.Context(), bank(t, 10), 1, time.Second, streams)
	if err != nil {
		t.Fatal(err)
	}
	if closed.Latency.P90 > stall/2 || closed.Latency.Max < stall {
		t.Errorf("closed loop: %s, longest %s", closed, closed.Latency.Max)
	}
}

// TestOtherConnectionsGoOn has the requests that come during a stall go elsewhere.
func TestOtherConnectionsGoOn(t *testing.T) {
	schedule := load.Constant.Schedule(100, time.Second, 1)
	m, err := load.Open(t.Context(), bank(t, 10), 4, schedule, time.Second, streams)
	if err != nil {
		t.Fatal(err)
	}
	if m.Answers != len(schedule) || m.Latency.P90 > stall/2 || m.Latency.Max < stall {
		t.Errorf("%d answers to %d requests, p90 %s, longest %s", m.Answers, len(schedule), m.Latency.P90, m.Latency.Max)
	}
}

func TestOverrun(t *testing.T) {
	schedule := load.Constant.Schedule(100, 100*time.Millisecond, 1)
	m, err := load.Open(t.Context(), bank(t, 5), 1, schedule, 100*time.Millisecond, streams)
	if err != nil {
		t.Fatal(err)
	}
	if m.Overrun < stall/2 || m.Rate > 60 || m.Answers != 10 {
		t.Errorf("overrun %s, %g answers a second, %d answers; want a rate that was not kept up", m.Overrun, m.Rate, m.Answers)
	}
}

func TestLoadEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	address := bank(t, 0)
	if _, err := load.Closed(ctx, address, 2, time.Hour, streams); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Closed: %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := load.Open(ctx, address, 2, []time.Duration{0, time.Hour}, time.Hour, streams); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Open: %v", err)
	}
}

func TestSchedule(t *testing.T) {
	const rate, duration = 5000, 10 * time.Second
	for _, arrivals := range []load.Arrivals{load.Poisson, load.Constant} {
		schedule := arrivals.Schedule(rate, duration, 1)
		if got := float64(len(schedule)) / duration.Seconds(); math.Abs(got-rate) > rate/50 {
			t.Errorf("%s: %g come a second, want %d", arrivals, got, rate)
		}
		if !slices.IsSorted(schedule) || schedule[0] != 0 || schedule[len(schedule)-1] >= duration {
			t.Errorf("%s: from %s to %s", arrivals, schedule[0], schedule[len(schedule)-1])
		}
		if !slices.Equal(schedule, arrivals.Schedule(rate, duration, 1)) {
			t.Errorf("%s: the schedule of the same seed differs", arrivals)
		}
	}
	// How far the intervals spread: not at all, or as far as their mean (exponentially).
	for arrivals, want := range map[load.Arrivals]float64{load.Constant: 0, load.Poisson: 1} {
		schedule := arrivals.Schedule(rate, duration, 2)
		mean := float64(time.Second) / rate
		sum := 0.0
		for i := range len(schedule) - 1 {
			sum += math.Pow(float64(schedule[i+1]-schedule[i])-mean, 2)
		}
		if got := math.Sqrt(sum/float64(len(schedule)-1)) / mean; math.Abs(got-want) > 0.05 {
			t.Errorf("%s: intervals spread by %g of their mean, want %g", arrivals, got, want)
		}
	}
}
