// Package metrics counts what the bank does and tells it to Prometheus, and
// gives profiles of the process to who asks for them.
//
// Labels have few values, all known to the program: routes are patterns, never
// paths, and outcomes are codes.
package metrics

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// buckets are the upper bounds of the latency histograms in seconds; the last
// is the time after which a request is given up.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15}

// noRoute is the label of requests that no route is for. Their method is not
// told: it is any word that the caller has sent.
const noRoute = "none"

// Metrics is what is counted. Its methods may be called concurrently.
type Metrics struct {
	set      *metrics.Set
	inFlight *metrics.Gauge
}

// New returns metrics of the version of the program, of the pool of connections
// to its database, of the reads that a standby has answered or the primary in its
// place, nil without a standby, and of how long the log of transfers has not been whole.
func New(version string, pool func() sql.DBStats, reads func() (standby, primary uint64), logBehind func() time.Duration) *Metrics {
	metrics.ExposeMetadata(true) // of the process: its own metrics are there once
	set := metrics.NewSet()
	m := &Metrics{set: set, inFlight: set.NewGauge("bank_http_requests_in_flight", nil)}
	set.NewGauge(fmt.Sprintf("bank_build_info{version=%q,go_version=%q}", version, runtime.Version()),
		func() float64 { return 1 })
	set.NewGauge("bank_log_behind_seconds", func() float64 { return logBehind().Seconds() })
	set.RegisterMetricsWriter(func(w io.Writer) {
		writePool(w, pool())
		if reads != nil {
			standby, primary := reads()
			metrics.WriteCounterUint64(w, "bank_standby_reads_total", standby)
			metrics.WriteCounterUint64(w, "bank_standby_reads_missed_total", primary)
		}
	})
	return m
}

// Request notes that a request has come, and returns what notes how it ended:
// with its method, the pattern of its route ("" for none) and the status.
func (m *Metrics) Request() (done func(method, route string, status int)) {
	start := time.Now()
	m.inFlight.Inc()
	return func(method, route string, status int) {
		m.inFlight.Dec()
		if route == "" {
			method, route = noRoute, noRoute
		}
		name := fmt.Sprintf(`bank_http_request_duration_seconds{method=%q,route=%q,status="%dxx"}`, method, route, status/100)
		m.set.GetOrCreatePrometheusHistogramExt(name, buckets).UpdateDuration(start)
	}
}

// Transfer notes that a request to move money, to reserve it or to give that up
// was carried out, outcome "posted", that it had been before, "replayed", or why
// not: the outcome is the code of the error. The kind says how it was to be moved; of
// what was to be reserved and is replayed it is "transfer".
func (m *Metrics) Transfer(kind, outcome string) {
	m.set.GetOrCreateCounter(fmt.Sprintf("bank_transfers_total{kind=%q,outcome=%q}", kind, outcome)).Inc()
}

func writePool(w io.Writer, pool sql.DBStats) {
	metrics.WriteGaugeUint64(w, "bank_db_connections_max", uint64(pool.MaxOpenConnections))
	metrics.WriteGaugeUint64(w, "bank_db_connections_in_use", uint64(pool.InUse))
	metrics.WriteGaugeUint64(w, "bank_db_connections_idle", uint64(pool.Idle))
	metrics.WriteCounterUint64(w, "bank_db_waits_for_connection_total", uint64(pool.WaitCount))
	metrics.WriteCounterFloat64(w, "bank_db_waits_for_connection_seconds_total", pool.WaitDuration.Seconds())
}

// Handler returns what serves /metrics, and below /debug/pprof/ profiles if
// asked to.
func (m *Metrics) Handler(profiles bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	if profiles {
		handleProfiles(mux)
	}
	return mux
}
