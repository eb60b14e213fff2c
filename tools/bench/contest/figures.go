package contest

import (
	"time"

	"example.com/simplebank/tools/bench/load"
	"example.com/simplebank/tools/bench/statistics"
)

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func newRound(contestant string, phase Phase, round int, m load.Measurement) Round {
	return Round{
		Contestant: contestant, Phase: phase, Round: round,
		Answers: m.Answers, Rate: m.Rate,
		P50: milliseconds(m.Latency.P50), P90: milliseconds(m.Latency.P90), P99: milliseconds(m.Latency.P99),
		P999: milliseconds(m.Latency.P999), Max: milliseconds(m.Latency.Max),
		Overrun: milliseconds(m.Overrun), Lost: m.LostAnswers,
		Processor: float64(m.Processor) / float64(time.Microsecond),
	}
}

// sumUp fills in the figures and the ratios.
func (w *WorkloadResult) sumUp(contestants []Contestant) {
	w.Figures, w.Ratios = map[string]Figures{}, map[string]Ratios{}
	rate := func(r Round) float64 { return r.Rate }
	p50 := func(r Round) float64 { return r.P50 }
	p99 := func(r Round) float64 { return r.P99 }
	for _, c := range contestants {
		median := func(phase Phase, of func(Round) float64) float64 {
			return statistics.Median(w.values(c.Name, phase, of))
		}
		f := Figures{
			Rate:     median(Closed, rate),
			P50:      median(Closed, p50),
			P99:      median(Closed, p99),
			P999:     median(Closed, func(r Round) float64 { return r.P999 }),
			OpenRate: median(Open, rate),
			OpenP50:  median(Open, p50),
			OpenP99:  median(Open, p99),
			LightP50: median(Light, p50),
		}
		for _, r := range w.Rounds {
			if r.Contestant == c.Name {
				for _, n := range r.Lost {
					f.Lost += n
				}
			}
		}
		w.Figures[c.Name] = f
	}
	rival := contestants[len(contestants)-1].Name
	for _, c := range contestants[:len(contestants)-1] {
		ratio := func(phase Phase, of func(Round) float64) statistics.Ratio {
			return statistics.NewRatio(w.values(c.Name, phase, of), w.values(rival, phase, of))
		}
		w.Ratios[c.Name] = Ratios{Rate: ratio(Closed, rate), OpenP99: ratio(Open, p99), LightP50: ratio(Light, p50)}
	}
}

// values returns one figure of each round of a contestant's phase, in order.
func (w *WorkloadResult) values(contestant string, phase Phase, of func(Round) float64) []float64 {
	var values []float64
	for _, r := range w.Rounds {
		if r.Contestant == contestant && r.Phase == phase {
			values = append(values, of(r))
		}
	}
	return values
}
