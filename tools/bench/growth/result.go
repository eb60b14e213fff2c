package growth

import (
	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/statistics"
)

// Most is how many times as much anything may cost as it does at the smallest size.
const Most = 1.20

// Result is all that was seen.
type Result struct {
	Machine  ground.Machine `json:"machine"`
	Settings Settings       `json:"settings"`
	Series   []SeriesResult `json:"series"`
}

// Findings is empty if the books of each size are in order and each answer was right.
// Otherwise the figures mean nothing.
func (r Result) Findings() (all []string) {
	for _, series := range r.Series {
		for _, size := range series.Sizes {
			all = append(all, size.Findings...)
		}
	}
	return all
}

// Settings are those of [Options].
type Settings struct {
	Rounds      int     `json:"rounds"`
	Seconds     float64 `json:"seconds"`
	ReadSeconds float64 `json:"read_seconds"`
	Clients     int     `json:"clients"`
	Lines       int     `json:"lines"` // of a statement, more or less
}

// SizeResult is what a size was made of.
type SizeResult struct {
	Size
	Bytes         int64   `json:"bytes"`          // of the database, when it was seeded
	BookedSeconds float64 `json:"booked_seconds"` // until all transfers were there
	SeededSeconds float64 `json:"seeded_seconds"` // until the log had them, too
	// Acknowledged is how many transfers the clients were told of.
	Acknowledged int `json:"acknowledged"`
	Lost         int `json:"lost"` // requests to transfer that had no answer
	// Audit is "clean", or what bank audit has found; empty if it was not asked.
	Audit        string   `json:"audit,omitempty"`
	AuditSeconds float64  `json:"audit_seconds,omitempty"`
	Findings     []string `json:"findings,omitempty"`
	// Failures are the first errors that the servers have logged.
	Failures []string `json:"failures,omitempty"`
}

// add adds what was found of a database of the size.
func (r *SizeResult) add(side *ground.Side, found ground.Books) {
	r.Acknowledged += found.Acknowledged
	r.Lost += found.Lost
	r.Audit, r.AuditSeconds = found.Audit, found.AuditSeconds
	r.Findings = append(r.Findings, side.Findings(found)...)
	r.Failures = append(r.Failures, found.Failures...)
}

// Unit is what a figure is in.
type Unit string

const (
	// PerSecond is answers a second: the more the better.
	PerSecond Unit = "answers/s"
	// Milliseconds is the median time of an answer: the less the better.
	Milliseconds Unit = "ms"
)

// Round is one measurement.
type Round struct {
	Operation string  `json:"operation"`
	Size      Size    `json:"size"`
	Round     int     `json:"round"` // from 1
	Unit      Unit    `json:"unit"`
	Value     float64 `json:"value"`
	Answers   int     `json:"answers"`
}

// figure is what is told of a measurement.
func (u Unit) figure(m load.Measurement) float64 {
	if u == PerSecond {
		return m.Rate
	}
	return m.Latency.P50.Seconds() * 1000
}

// SeriesResult compares the sizes of a series with the smallest.
type SeriesResult struct {
	Name       string       `json:"name"`
	Sizes      []SizeResult `json:"sizes"`
	Operations []Operation  `json:"operations"`
	Rounds     []Round      `json:"rounds"` // in the order in which they were measured
}

// Operation is what was seen of one operation.
type Operation struct {
	Name string `json:"name"`
	Unit Unit   `json:"unit"`
	// Figures are the medians of the rounds, of each size of the series.
	Figures []float64 `json:"figures"`
	// Costs are how many times as much each size takes as the smallest one: of answers a
	// second, how many times as few there are.
	Costs []statistics.Ratio `json:"costs"`
}

// sumUp fills in the operations.
func (r *SeriesResult) sumUp() {
	for _, op := range operations() {
		o := Operation{Name: op.name, Unit: op.unit}
		base := r.values(op.name, r.Sizes[0].Size)
		for _, size := range r.Sizes {
			values := r.values(op.name, size.Size)
			o.Figures = append(o.Figures, statistics.Median(values))
			if op.unit == PerSecond {
				o.Costs = append(o.Costs, statistics.NewRatio(base, values))
			} else {
				o.Costs = append(o.Costs, statistics.NewRatio(values, base))
			}
		}
		r.Operations = append(r.Operations, o)
	}
}

// values are the figures of an operation at a size, in the order of the rounds.
func (r *SeriesResult) values(operation string, size Size) []float64 {
	var values []float64
	for _, round := range r.Rounds {
		if round.Operation == operation && round.Size == size {
			values = append(values, round.Value)
		}
	}
	return values
}
