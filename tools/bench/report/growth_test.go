package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/growth"
	"example.com/simplebank/tools/bench/report"
	"example.com/simplebank/tools/bench/statistics"
)

func grown() growth.Result {
	small, large := growth.Size{Transfers: 1000, Accounts: 100}, growth.Size{Transfers: 100_000, Accounts: 100}
	one := statistics.Ratio{Median: 1, Min: 1, Max: 1, Rounds: 5}
	return growth.Result{
		Machine:  ground.Machine{Processors: 2, PostgreSQL: "15.4"},
		Settings: growth.Settings{Rounds: 5, Seconds: 3, ReadSeconds: 1, Clients: 32, Lines: 180},
		Series: []growth.SeriesResult{{Name: "transfers stored", Sizes: []growth.SizeResult{
			{Size: small, Bytes: 10_000_000, Acknowledged: 77, Audit: "clean"}, {Size: large},
		}, Operations: []growth.Operation{
			{Name: "receipt", Unit: growth.Milliseconds, Figures: []float64{2, 2.4}, Costs: []statistics.Ratio{one, {Median: 1.2, Min: 1.1, Max: 1.3, Rounds: 5}}},
			{Name: "transfers", Unit: growth.PerSecond, Figures: []float64{3000, 2000}, Costs: []statistics.Ratio{one, {Median: 1.5, Min: 1.4, Max: 1.6, Rounds: 5}}},
		}}},
	}
}

func TestGrowth(t *testing.T) {
	var table bytes.Buffer
	if err := report.Growth(&table, grown()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"100000 transfers", "2.40 ms  1.20 (1.10–1.30)", "2000/s  * 1.50 (1.40–1.60)", "Statements have 180 lines",
		"1000 transfers of 100 accounts: 10 MB", "77 transfers acknowledged", "bank audit is clean", "it was not asked to audit",
	} {
		if !strings.Contains(strings.Join(strings.Fields(table.String()), " "), strings.Join(strings.Fields(want), " ")) {
			t.Errorf("%q is not in the table:\n%s", want, table.String())
		}
	}
	if err := report.Growth(full{}, grown()); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
}

var errFull = errors.New("no space left")

// full is a file where nothing fits.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
