package metrics_test

import (
	"database/sql"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/simplebank/libs/identity"
	"example.com/simplebank/services/bank/banktest"
	"example.com/simplebank/services/bank/metrics"
)

func TestMain(m *testing.M) { os.Exit(banktest.Run(m)) }

// start starts a server with metrics and returns the URL of theirs.
func start(t *testing.T, env ...string) (server *banktest.Server, url string) {
	t.Helper()
	server = banktest.Start(t, append([]string{"METRICS_ADDRESS=127.0.0.1:0"}, env...)...)
	i := slices.IndexFunc(server.Log(), func(line map[string]any) bool { return line["msg"] == "listening for Prometheus" })
	if i < 0 {
		t.Fatalf("the log does not tell the address: %v", server.Log())
	}
	return server, "http://" + server.Log()[i]["address"].(string)
}

func get(t *testing.T, url string) (status int, header http.Header, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(content)
}

// The lines of the text format.
var (
	comment = regexp.MustCompile(`^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*)(?: (counter|gauge|histogram|summary))?$`)
	sample  = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]+="(?:[^"\\\n]|\\["\\n])*",? ?)+\})? (\S+)$`)
)

// scrape returns all samples, by name with labels, and checks the format: that
// every sample has one type, told before it, and that histograms add up.
func scrape(t *testing.T, url string) map[string]float64 {
	t.Helper()
	status, header, body := get(t, url+"/metrics")
	if status != http.StatusOK || header.Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" {
		t.Fatalf("status %d with %v", status, header)
	}
	types, samples := map[string]string{}, map[string]float64{}
	var bucket float64 // the one before
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if match := comment.FindStringSubmatch(line); match != nil {
			if match[1] == "TYPE" {
				if types[match[2]] != "" || match[3] == "" {
					t.Errorf("type of %s: %s", match[2], line)
				}
				types[match[2]], bucket = match[3], 0
			}
			continue
		}
		match := sample.FindStringSubmatch(line)
		if match == nil {
			t.Errorf("not of the format: %s", line)
			continue
		}
		value, err := strconv.ParseFloat(match[3], 64)
		if err != nil {
			t.Error(err)
		}
		if _, twice := samples[match[1]+match[2]]; twice {
			t.Errorf("twice: %s", line)
		}
		samples[match[1]+match[2]] = value
		if types[match[1]] != "" {
			continue
		}
		family, isBucket := strings.CutSuffix(match[1], "_bucket")
		family = strings.TrimSuffix(strings.TrimSuffix(family, "_sum"), "_count")
		if types[family] != "histogram" && types[family] != "summary" {
			t.Errorf("no type: %s", line)
		}
		if isBucket {
			if value < bucket {
				t.Errorf("less than the bucket before: %s", line)
			}
			bucket = value
			continue
		}
		if strings.HasSuffix(match[1], "_count") && types[family] == "histogram" && value != bucket {
			t.Errorf("not what the last bucket has: %s", line)
		}
		if strings.HasSuffix(match[1], "_count") {
			bucket = 0
		}
	}
	return samples
}

func TestScrape(t *testing.T) {
	server, url := start(t)
	alice := server.NewUser(t, "alice")
	server.SetRole(t, "alice", identity.Banker)
	account := banktest.Decode[map[string]any](t, alice.Post(t, "/accounts", map[string]string{"currency": "USD"}))
	path := "/accounts/" + strconv.FormatFloat(account["id"].(float64), 'f', 0, 64)
	for _, tt := range []struct {
		path   string
		amount int
		status int
	}{
		{path + "/deposits", 5, 200}, {path + "/deposits", 5, 200}, {path + "/deposits", -5, 400}, {path + "/withdrawals", 50, 422},
	} {
		if got := alice.Post(t, tt.path, map[string]int{"amount": tt.amount}); got.Status != tt.status {
			t.Fatalf("%s: %d %s", tt.path, got.Status, got.Body)
		}
	}
	repeated := alice
	repeated.Header = http.Header{"Idempotency-Key": {"k"}}
	for range 3 {
		if got := repeated.Post(t, path+"/withdrawals", map[string]int{"amount": 1}); got.Status != http.StatusOK {
			t.Fatalf("withdraw: %d %s", got.Status, got.Body)
		}
	}
	server.Client().Post(t, path+"/deposits", `{"amount": 1}`).WantRefusal(t, http.StatusUnauthorized, "invalid_token")
	server.Client().Do(t, "BREW", "/pot/"+strings.Repeat("x", 100), nil).WantRefusal(t, http.StatusNotFound, "route_not_found")

	got := scrape(t, url)
	const count = "bank_http_request_duration_seconds_count"
	for name, want := range map[string]float64{
		count + `{method="POST",route="/accounts/:id/deposits",status="2xx"}`:    2,
		count + `{method="POST",route="/accounts/:id/deposits",status="4xx"}`:    2,
		count + `{method="POST",route="/accounts/:id/withdrawals",status="4xx"}`: 1,
		count + `{method="none",route="none",status="4xx"}`:                      1,
		`bank_transfers_total{kind="deposit",outcome="posted"}`:                  2,
		`bank_transfers_total{kind="deposit",outcome="invalid_argument"}`:        1,
		`bank_transfers_total{kind="withdrawal",outcome="insufficient_funds"}`:   1,
		`bank_transfers_total{kind="withdrawal",outcome="posted"}`:               1,
		`bank_transfers_total{kind="withdrawal",outcome="replayed"}`:             2,
		"bank_http_requests_in_flight":                                           0,
		"bank_db_connections_max":                                                20,
		"bank_db_waits_for_connection_total":                                     0,
	} {
		if value, ok := got[name]; !ok || value != want {
			t.Errorf("%s is %v, want %v", name, value, want)
		}
	}
	if behind, ok := got["bank_log_behind_seconds"]; !ok || behind < 0 || behind > 30 {
		t.Errorf("bank_log_behind_seconds is %v", behind)
	}
	if got["bank_db_connections_idle"] < 1 || got["go_goroutines"] < 1 || got["process_resident_memory_bytes"] < 1 {
		t.Error("nothing on the pool or the process")
	}
	for name := range got {
		if strings.Contains(name, path) || strings.Contains(name, "alice") || strings.Contains(name, "BREW") || strings.Contains(name, "xxxx") {
			t.Errorf("a label that has no bounds: %s", name)
		}
	}
	version := regexp.MustCompile(`^bank_build_info\{version="\d+\.\d+\.\d+[^"]*",go_version="go[^"]+"\}$`)
	if !slices.ContainsFunc(slices.Collect(maps.Keys(got)), version.MatchString) {
		t.Error("bank_build_info is not there")
	}
}

// TestLogBehind is of a log that cannot be extended.
func TestLogBehind(t *testing.T) {
	server, url := start(t)
	alice := server.NewUser(t, "alice")
	server.SetRole(t, "alice", identity.Banker)
	account := banktest.Decode[map[string]any](t, alice.Post(t, "/accounts", map[string]string{"currency": "USD"}))
	if _, err := server.DB(t).ExecContext(t.Context(), `ALTER TABLE log_checkpoints RENAME TO gone`); err != nil {
		t.Fatal(err)
	}
	alice.Post(t, fmt.Sprintf("/accounts/%v/deposits", account["id"]), map[string]int{"amount": 1})
	const name = "bank_log_behind_seconds"
	for deadline := time.Now().Add(30 * time.Second); scrape(t, url)[name] < 7; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s stays at %v", name, scrape(t, url)[name])
		}
	}
}

// TestCutOff is of an answer that has begun with 200 and does not end.
func TestCutOff(t *testing.T) {
	server, url := start(t)
	alice := server.NewUser(t, "alice")
	server.SetRole(t, "alice", identity.Banker)
	account := banktest.Decode[map[string]any](t, alice.Post(t, "/accounts", map[string]string{"currency": "USD"}))
	path := "/accounts/" + strconv.FormatFloat(account["id"].(float64), 'f', 0, 64)
	alice.Post(t, path+"/deposits", map[string]int{"amount": 1})
	server.BookAgain(t, 1500, "")
	const tamper = `
		SET session_replication_role = replica;
		UPDATE entries SET balance = balance + 1 WHERE id = (SELECT max(id) FROM entries)`
	if _, err := server.DB(t).ExecContext(t.Context(), tamper); err != nil {
		t.Fatal(err)
	}
	at := banktest.Decode[map[string]any](t, alice.Get(t, path+"/balance"))["at"].(string)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+server.Address+path+"/statement.csv?from=2000-01-01T00:00:00Z&to="+at, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+alice.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err == nil || response.StatusCode != http.StatusOK {
		t.Fatalf("not cut off: %d %s", response.StatusCode, body)
	}
	const name = `bank_http_request_duration_seconds_count{method="GET",route="/accounts/:id/statement.csv",status="5xx"}`
	for deadline := time.Now().Add(10 * time.Second); scrape(t, url)[name] != 1; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s is not 1 in %v", name, scrape(t, url))
		}
	}
}

// TestApart shows that neither port serves what is the other's, and that
// profiles are given only if asked for.
func TestApart(t *testing.T) {
	server, url := start(t)
	withProfiles, profiles := start(t, "METRICS_PPROF=true")
	for _, s := range []*banktest.Server{server, withProfiles} {
		for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap"} {
			s.Client().Get(t, path).WantRefusal(t, http.StatusNotFound, "route_not_found")
		}
	}
	for path, want := range map[string]int{
		url + "/debug/pprof/":                       http.StatusNotFound,
		url + "/debug/pprof/heap":                   http.StatusNotFound,
		url + "/healthz":                            http.StatusNotFound,
		url + "/accounts":                           http.StatusNotFound,
		profiles + "/debug/pprof/":                  http.StatusOK,
		profiles + "/debug/pprof/heap":              http.StatusOK,
		profiles + "/debug/pprof/goroutine?debug=2": http.StatusOK,
		profiles + "/debug/pprof/profile?seconds=1": http.StatusOK,
		profiles + "/metrics":                       http.StatusOK,
	} {
		if status, _, body := get(t, path); status != want {
			t.Errorf("%s: %d %s, want %d", path, status, body, want)
		}
	}
}

func TestNoMetricsByDefault(t *testing.T) {
	server := banktest.Start(t)
	if len(server.Log()) != 1 {
		t.Errorf("log: %v", server.Log())
	}
}

func TestBadProfileRequests(t *testing.T) {
	m := metrics.New("1", func() sql.DBStats { return sql.DBStats{} }, nil, func() time.Duration { return 0 })
	for path, words := range map[string]string{
		"/debug/pprof/profile?seconds=0":                   "from 1 to 60",
		"/debug/pprof/profile?seconds=61":                  "from 1 to 60",
		"/debug/pprof/profile?seconds=9223372036854775807": "from 1 to 60",
		"/debug/pprof/profile?seconds=soon":                "from 1 to 60",
		"/debug/pprof/heap?debug=3":                        "0, 1 or 2",
		"/debug/pprof/heap?debug=x":                        "0, 1 or 2",
		"/debug/pprof/nothing":                             "there is no such profile",
	} {
		w := httptest.NewRecorder()
		m.Handler(true).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), words) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
