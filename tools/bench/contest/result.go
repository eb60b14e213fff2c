package contest

import (
	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/statistics"
)

// Result is all that was seen.
type Result struct {
	Machine     ground.Machine   `json:"machine"`
	Settings    Settings         `json:"settings"`
	Contestants []Contestant     `json:"contestants"` // the last one is what the others are compared with
	Workloads   []WorkloadResult `json:"workloads"`
	// Findings is empty if the books of each contestant are in order and each answer was
	// right. Otherwise the figures mean nothing.
	Findings []string `json:"findings,omitempty"`
}

// Settings are those of [Options].
type Settings struct {
	Rounds       int     `json:"rounds"`
	Seconds      float64 `json:"seconds"`
	LightSeconds float64 `json:"light_seconds"`
	Clients      int     `json:"clients"`
	Connections  int     `json:"connections"` // of the open loop
	Accounts     int     `json:"accounts"`
	Arrivals     string  `json:"arrivals"`
	Rate         float64 `json:"rate,omitempty"`
}

// Phase is a way to drive the bank.
type Phase string

const (
	// Closed has many clients, each of which waits for its answer.
	Closed Phase = "closed"
	// Open has requests come at a given rate, whatever becomes of them.
	Open Phase = "open"
	// Light has one client.
	Light Phase = "light"
)

// WorkloadResult is what was seen with one workload.
type WorkloadResult struct {
	Name     string  `json:"name"`
	Summary  string  `json:"summary"`
	OpenRate float64 `json:"open_rate"` // requests a second that were to come in the open loop
	// OpenCame is how many did: arrivals by chance are a few more or less.
	OpenCame float64 `json:"open_came"`
	Rounds   []Round `json:"rounds"` // in the order in which they were measured
	// Figures are the medians of the rounds, of each contestant.
	Figures map[string]Figures `json:"figures"`
	// Ratios are of each contestant to the last one, which has none.
	Ratios map[string]Ratios `json:"ratios"`
	// Books are those of each contestant.
	Books map[string]ground.Books `json:"books"`
}

// Round is one measurement.
type Round struct {
	Contestant string  `json:"contestant"`
	Phase      Phase   `json:"phase"`
	Round      int     `json:"round"` // from 1
	Answers    int     `json:"answers"`
	Rate       float64 `json:"rate"` // answers a second
	P50        float64 `json:"p50_ms"`
	P90        float64 `json:"p90_ms"`
	P99        float64 `json:"p99_ms"`
	P999       float64 `json:"p99_9_ms"`
	Max        float64 `json:"max_ms"`
	// Overrun is how long after the requests had been sent the last answer came.
	Overrun float64        `json:"overrun_ms"`
	Lost    map[string]int `json:"lost,omitempty"` // requests without an answer, by reason
	// Processor is the time that processors worked for the load, in µs of each answer.
	Processor float64 `json:"load_processor_us"`
	// Settled is how long afterwards the bank worked on until the log had all transfers.
	Settled float64 `json:"settled_ms"`
}

// Figures are what is told of a contestant.
type Figures struct {
	Rate     float64 `json:"rate"`     // of the closed loop, answers a second
	P50      float64 `json:"p50_ms"`   // of the closed loop
	P99      float64 `json:"p99_ms"`   // of the closed loop
	P999     float64 `json:"p99_9_ms"` // of the closed loop
	OpenRate float64 `json:"open_rate"`
	OpenP50  float64 `json:"open_p50_ms"`
	OpenP99  float64 `json:"open_p99_ms"`
	LightP50 float64 `json:"light_p50_ms"`
	Lost     int     `json:"lost"` // requests without an answer, in all rounds
}

// Ratios compare a contestant with another by rounds.
type Ratios struct {
	Rate     statistics.Ratio `json:"rate"`
	OpenP99  statistics.Ratio `json:"open_p99"`
	LightP50 statistics.Ratio `json:"light_p50"`
}
