package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/simplebank/tools/bench/contest"
	"example.com/simplebank/tools/bench/ground"
	"example.com/simplebank/tools/bench/report"
	"example.com/simplebank/tools/bench/statistics"
	"example.com/simplebank/tools/bench/workload"
)

// result has all workloads, with a name in it that XML has to escape.
func result(contestants ...string) contest.Result {
	r := contest.Result{
		Machine:  ground.Machine{Processors: 2, PostgreSQL: "15.4", DatabaseSettings: map[string]string{"fsync": "on", "autovacuum": "on"}},
		Settings: contest.Settings{Rounds: 5, Seconds: 3, Clients: 32, Arrivals: "poisson"},
	}
	for _, name := range contestants {
		r.Contestants = append(r.Contestants, contest.Contestant{Name: name, Summary: "<" + name + "> & so on"})
	}
	for _, w := range workload.All {
		measured := contest.WorkloadResult{
			Name: w.Name, OpenRate: 2000, OpenCame: 2010,
			Figures: map[string]contest.Figures{}, Ratios: map[string]contest.Ratios{}, Books: map[string]ground.Books{},
		}
		for i, name := range contestants {
			measured.Figures[name] = contest.Figures{Rate: 6000 / float64(i+1), OpenRate: 2005 - 1000*float64(i), OpenP99: 12.5 * float64(i+1), LightP50: 1.25}
			measured.Books[name] = ground.Books{Startup: 71.5 + float64(len(r.Workloads)), PeakMemory: 42_000_000}
			if i < len(contestants)-1 {
				measured.Ratios[name] = contest.Ratios{Rate: statistics.Ratio{Median: 3.14, Min: 2.71, Max: 4, Rounds: 5}}
			}
		}
		r.Workloads = append(r.Workloads, measured)
	}
	return r
}

func TestChartIsXML(t *testing.T) {
	for _, contestants := range [][]string{{"alone"}, {"a", "b"}, {"a", "b", "c", "d", "e"}} {
		var chart bytes.Buffer
		if err := report.Chart(&chart, result(contestants...)); err != nil {
			t.Fatal(err)
		}
		text := chart.String()
		decoder := xml.NewDecoder(&chart)
		elements := map[string]int{}
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in:\n%s", err, text)
			}
			if element, ok := token.(xml.StartElement); ok {
				elements[element.Name.Local]++
			}
		}
		// Two panels, and the legend.
		if want := 2*len(workload.All)*len(contestants) + len(contestants); elements["rect"] != want || elements["svg"] != 1 {
			t.Errorf("%d contestants: elements %v, want %d bars", len(contestants), elements, want)
		}
		for _, want := range []string{"answers/s", ">ms<", "hot-receiver", "prefers-color-scheme: dark"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in the chart", want)
			}
		}
		if labelled := strings.Contains(text, "×3.14"); labelled != (len(contestants) > 1) {
			t.Errorf("%d contestants: ratios are in the chart: %t", len(contestants), labelled)
		}
	}
}

func TestTable(t *testing.T) {
	var table bytes.Buffer
	if err := report.Table(&table, result("group", "rival")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2 processors", "PostgreSQL 15.4 (autovacuum=on fsync=on)", "32 clients", "random-pairs",
		"6000", "2010", "2005", "* 1005", "12.5 ms", "1.25 ms", "3.14 (2.71–4.00)", "ratios to rival",
		fmt.Sprintf("group: ready after %.1f ms at most, never more than 42.0 MB", 70.5+float64(len(workload.All))),
	} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("%q is not in the table:\n%s", want, table.String())
		}
	}
}

func TestJSON(t *testing.T) {
	var text bytes.Buffer
	want := result("group", "rival")
	if err := report.JSON(&text, want); err != nil {
		t.Fatal(err)
	}
	var got contest.Result
	if err := json.Unmarshal(text.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JSON loses something (-want +got):\n%s", diff)
	}
}
